package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;

import io.sluice.CloseReason;
import io.sluice.admission.limits.AddressGate;
import io.sluice.admission.limits.AddressRules;
import io.sluice.admission.limits.AdmittedSocket;
import io.sluice.process.MemoryAccount;
import io.sluice.spi.ConnectionOpener;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.RefusedException;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header, and checks the client's address as soon as it is known.
 */
@RequiredArgsConstructor
public final class ProxyOpener implements ConnectionOpener {

	private final AddressRules trusted;

	private final AddressGate addresses;

	private final ListenerMetrics metrics;

	@Override
	public OpenedSocket open(Socket accepted, MemoryAccount memory, Consumer<OpenedSocket> known) throws IOException {
		InetSocketAddress proxy = ConnectionOpener.remote(accepted);
		InputStream in = accepted.getInputStream();
		// before the address check: a health check may come from any address
		int first = FirstByte.read(in);
		if (!this.trusted.isPermitted(proxy.getAddress())) {
			throw refusal(CloseReason.BAD_PROXY_HEADER, proxy + " is not a trusted proxy", null);
		}
		OpenedSocket opened = openedSocket(accepted, proxy, header(first, in));
		known.accept(opened);
		if (accepted instanceof AdmittedSocket admitted) {
			checkAddress(opened.peer(), admitted);
		}
		return opened;
	}

	private static OpenedSocket openedSocket(Socket accepted, InetSocketAddress proxy, ProxyHeader header) {
		InetSocketAddress source = header.source();
		if (source == null && header.fields().isEmpty()) {
			return new OpenedSocket(accepted, proxy, null);
		}
		return new OpenedSocket(accepted, (source != null) ? source : proxy,
				new ProxyPeer(proxy.getAddress(), proxy.getPort(), header.fields()));
	}

	private ProxyHeader header(int first, InputStream in) throws IOException {
		try {
			return ProxyHeaderReader.read(first, in);
		}
		catch (ProxyHeaderException ex) {
			throw refusal(CloseReason.BAD_PROXY_HEADER, String.valueOf(ex.getMessage()), ex);
		}
	}

	private void checkAddress(InetSocketAddress client, AdmittedSocket socket) throws IOException {
		CloseReason reason = this.addresses.enter(client.getAddress(), socket);
		if (reason != null) {
			socket.setSoLinger(true, 0);
			throw refusal(reason, client + " is rejected", null);
		}
	}

	private RefusedException refusal(CloseReason reason, String message, @Nullable Throwable cause) {
		this.metrics.connectionRejected(reason);
		return new RefusedException(reason, message, cause);
	}

}
