package io.sluice.autoconfigure;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;

import io.sluice.actuate.endpoint.ListenerProbe;
import io.sluice.client.ClientException;
import io.sluice.client.SluiceClient;
import io.sluice.framing.Framing;
import io.sluice.listener.SluiceServerConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends a listener of this process a message over a socket, with the client that the
 * command line uses.
 */
final class LoopbackProbe implements ListenerProbe {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	/** A person looks on, and a thread of the web server waits. */
	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SluiceProperties.Listener listener;

	private final SluiceServerConnectionFactory connections;

	private final Framing framing;

	LoopbackProbe(String name, SluiceProperties.Listener listener, SluiceServerConnectionFactory connections) {
		this.listener = listener;
		this.connections = connections;
		this.framing = FramingSettings.framing(name, listener);
	}

	@Override
	public Charset charset() {
		return this.listener.charset();
	}

	@Override
	public @Nullable String obstacle() {
		if (this.listener.ssl() != null) {
			return "'%s' speaks TLS, and no test message is sent there: it would need a certificate that the gateway does not have"
				.formatted(this.connections.getName());
		}
		return null;
	}

	@Override
	public byte[] send(byte[] message) {
		SluiceClient.Builder builder = SluiceClient.to(host(), this.connections.getPort(), this.framing)
			.connectTimeout(CONNECT_TIMEOUT)
			.requestTimeout(TIMEOUT);
		if (this.listener.proxyProtocol().isRequired()) {
			builder.proxyHeader();
		}
		try (SluiceClient client = builder.open()) {
			return client.request(message);
		}
		catch (ClientException | UncheckedIOException ex) {
			throw new NoReplyException("'%s' did not reply: %s".formatted(this.connections.getName(), ex.getMessage()),
					ex);
		}
	}

	private String host() {
		InetAddress address = this.listener.address();
		return ((address == null || address.isAnyLocalAddress()) ? InetAddress.getLoopbackAddress() : address)
			.getHostAddress();
	}

}
