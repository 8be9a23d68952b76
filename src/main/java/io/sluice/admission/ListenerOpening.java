package io.sluice.admission;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.sluice.CloseReason;
import io.sluice.admission.proxy.FirstByte;
import io.sluice.admission.proxy.ProxyOpening;
import io.sluice.admission.tls.RecordInput;
import io.sluice.admission.tls.TlsIdentity;
import io.sluice.admission.tls.TlsLayer;
import io.sluice.admission.tls.TlsRecords;
import io.sluice.admission.tls.TlsServer;
import io.sluice.process.MemoryAccount;
import io.sluice.spi.Opening;
import io.sluice.spi.RefusedException;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections that begin with a PROXY header, with TLS, or with the one and then
 * the other.
 */
@RequiredArgsConstructor
public final class ListenerOpening implements Opening {

	private final @Nullable ProxyOpening proxy;

	private final @Nullable TlsServer tls;

	private final ListenerMetrics metrics;

	private final long maxOverhead;

	@Override
	public Opened open(Socket accepted, MemoryAccount memory, Consumer<Opened> known) throws IOException {
		Opened opened = ((this.proxy != null) ? this.proxy : PLAIN).open(accepted, memory, known);
		if (this.tls == null) {
			return opened;
		}
		RecordInput records = new RecordInput(accepted.getInputStream(), memory);
		FirstByte.await(records);
		TlsLayer layer = this.tls.layer(accepted, records);
		SSLSession session = handshake(this.tls, layer);
		return new Opened(layer.socket(), opened.peer(), opened.proxy(), peer(session),
				new TlsRecords(layer.records(), this.maxOverhead));
	}

	private SSLSession handshake(TlsServer server, TlsLayer layer) throws IOException {
		long begin = System.nanoTime();
		String outcome = CloseReason.CLIENT_RESET.tag();
		String protocol = null;
		try {
			SSLSession session = server.handshake(layer);
			protocol = session.getProtocol();
			outcome = ListenerMetrics.OK;
			return session;
		}
		catch (SSLException ex) {
			outcome = CloseReason.HANDSHAKE_FAILED.tag();
			throw new RefusedException(CloseReason.HANDSHAKE_FAILED, String.valueOf(ex.getMessage()), ex);
		}
		finally {
			this.metrics.handshakeEnded(protocol, outcome, System.nanoTime() - begin);
		}
	}

	private static TlsPeer peer(SSLSession session) {
		TlsIdentity identity = TlsIdentity.of(session);
		return (identity != null) ? new TlsPeer(session.getProtocol(), identity.subject(), identity.sans())
				: new TlsPeer(session.getProtocol(), null, List.of());
	}

}
