package io.sluice.actuate.endpoint;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;

import io.sluice.client.ClientException;
import io.sluice.client.SluiceClient;
import io.sluice.framing.UntilCloseFraming;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message to a listener of this process over a socket, with the client of the
 * command line.
 */
public final class LoopbackProbe implements ListenerProbe {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	/** Short, because a person and a thread of the web server wait for the reply. */
	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SluiceServerConnectionFactory listener;

	private final Speech speech;

	/**
	 * Create the probe of a listener.
	 * @param listener the listener
	 * @param speech the protocol of its clients
	 */
	public LoopbackProbe(SluiceServerConnectionFactory listener, Speech speech) {
		this.listener = listener;
		this.speech = speech;
	}

	@Override
	public Framing framing() {
		return this.speech.framing();
	}

	@Override
	public Charset charset() {
		return this.speech.charset();
	}

	@Override
	public @Nullable String obstacle() {
		if (!this.listener.getDialed().isEmpty()) {
			return "'%s' connects to its clients and does not listen, so no test message can be sent to it"
				.formatted(this.listener.getName());
		}
		if (this.speech.tls()) {
			return "'%s' speaks TLS, and no test message is sent there: it would need a certificate that the gateway does not have"
				.formatted(this.listener.getName());
		}
		if (UntilCloseFraming.isBehind(this.speech.framing())) {
			return "'%s' reads a message up to the end of a connection, and a test message leaves its connection open"
				.formatted(this.listener.getName());
		}
		return null;
	}

	@Override
	public byte[] send(byte[] message) {
		SluiceClient.Builder builder = SluiceClient.to(host(), this.listener.getPort(), this.speech.framing())
			.connectTimeout(CONNECT_TIMEOUT)
			.requestTimeout(TIMEOUT);
		if (this.speech.proxyHeader()) {
			builder.proxyHeader();
		}
		try (SluiceClient client = builder.open()) {
			return client.request(message);
		}
		catch (ClientException | UncheckedIOException ex) {
			throw new NoReplyException("'%s' did not reply: %s".formatted(this.listener.getName(), ex.getMessage()),
					ex);
		}
	}

	private String host() {
		InetAddress address = this.speech.address();
		return ((address == null || address.isAnyLocalAddress()) ? InetAddress.getLoopbackAddress() : address)
			.getHostAddress();
	}

	/**
	 * The protocol of a listener's clients.
	 *
	 * @param address the address to connect to, or {@code null} if the listener listens
	 * on all addresses
	 * @param framing the framing
	 * @param charset the encoding of text
	 * @param proxyHeader whether a connection begins with a PROXY header
	 * @param tls whether the clients speak TLS
	 */
	public record Speech(@Nullable InetAddress address, Framing framing, Charset charset, boolean proxyHeader,
			boolean tls) {
	}

}
