package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;

import io.sluice.CloseReason;
import io.sluice.admission.AddressGate;
import io.sluice.admission.AddressRules;
import io.sluice.admission.AdmittedSocket;
import io.sluice.admission.ProxyHeader;
import io.sluice.admission.ProxyHeaderException;
import io.sluice.listener.ListenerMetrics;
import io.sluice.listener.Opening;
import io.sluice.listener.Opening.Opened;
import io.sluice.listener.RefusedException;
import io.sluice.process.MemoryAccount;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header, and looks at the client's address as soon as it is known.
 */
@RequiredArgsConstructor
final class ProxyOpening implements Opening {

	private final AddressRules trusted;

	private final AddressGate addresses;

	private final ListenerMetrics metrics;

	@Override
	public Opened open(Socket accepted, MemoryAccount memory, Consumer<Opened> known) throws IOException {
		InetSocketAddress proxy = Opening.remote(accepted);
		if (!this.trusted.permits(proxy.getAddress())) {
			throw refused(CloseReason.BAD_PROXY_HEADER, proxy + " is not a trusted proxy", null);
		}
		InetSocketAddress client = client(accepted);
		Opened opened = (client != null) ? new Opened(accepted, client, proxy) : new Opened(accepted, proxy, null);
		known.accept(opened);
		if (accepted instanceof AdmittedSocket admitted) {
			checkAddress(opened.peer(), admitted);
		}
		return opened;
	}

	private @Nullable InetSocketAddress client(Socket accepted) throws IOException {
		try {
			return ProxyHeader.read(accepted.getInputStream());
		}
		catch (ProxyHeaderException ex) {
			throw refused(CloseReason.BAD_PROXY_HEADER, String.valueOf(ex.getMessage()), ex);
		}
	}

	private void checkAddress(InetSocketAddress client, AdmittedSocket socket) throws IOException {
		CloseReason reason = this.addresses.enter(client.getAddress(), socket);
		if (reason != null) {
			socket.setSoLinger(true, 0);
			throw refused(reason, client + " is turned away", null);
		}
	}

	private RefusedException refused(CloseReason reason, String message, @Nullable Throwable cause) {
		this.metrics.connectionRejected(reason);
		return new RefusedException(reason, message, cause);
	}

}
