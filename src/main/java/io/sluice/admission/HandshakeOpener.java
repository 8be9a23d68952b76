package io.sluice.admission;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.sluice.CloseReason;
import io.sluice.admission.proxy.FirstByte;
import io.sluice.admission.proxy.ProxyOpener;
import io.sluice.admission.tls.RecordInput;
import io.sluice.admission.tls.TlsIdentity;
import io.sluice.admission.tls.TlsLayer;
import io.sluice.admission.tls.TlsRecordLayer;
import io.sluice.admission.tls.TlsParty;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryKind;
import io.sluice.spi.ConnectionOpener;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.RefusedException;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.ListenerMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections that begin with a PROXY header, with TLS, or with a PROXY header and
 * then TLS.
 */
public final class HandshakeOpener implements ConnectionOpener {

	/** The charge for a handshake in progress. Measured: 9 to 12 KB of heap. */
	private static final int HANDSHAKE = 10 * 1024;

	/** What JSSE says of a client without a certificate, after the name of the alert. */
	private static final String NO_CERTIFICATE = "Empty client certificate chain";

	private final @Nullable ProxyOpener proxy;

	private final @Nullable TlsParty tls;

	private final ListenerMetrics metrics;

	private volatile long maxOverhead;

	/**
	 * Create an opener.
	 * @param proxy reads the PROXY header, or {@code null} if there is none
	 * @param tls makes the TLS handshake, or {@code null} if there is none
	 * @param metrics records handshakes
	 * @param maxOverhead the largest number of bytes in consecutive TLS records without
	 * data
	 */
	public HandshakeOpener(@Nullable ProxyOpener proxy, @Nullable TlsParty tls, ListenerMetrics metrics,
			long maxOverhead) {
		this.proxy = proxy;
		this.tls = tls;
		this.metrics = metrics;
		this.maxOverhead = maxOverhead;
	}

	/**
	 * Change the limit for further connections.
	 * @param bytes the largest number of bytes in consecutive TLS records without data
	 */
	public void limitOverhead(long bytes) {
		this.maxOverhead = bytes;
	}

	@Override
	public OpenedSocket open(Socket accepted, MemoryAccount memory, Consumer<OpenedSocket> known) throws IOException {
		OpenedSocket opened = ((this.proxy != null) ? this.proxy : PLAIN).open(accepted, memory, known);
		if (this.tls == null) {
			return opened;
		}
		RecordInput records = new RecordInput(accepted.getInputStream(), memory);
		if (!this.tls.isClient()) {
			FirstByte.await(records);
		}
		memory.take(MemoryKind.TLS, HANDSHAKE);
		try {
			TlsLayer layer = this.tls.layer(accepted, records);
			SSLSession session = handshake(this.tls, layer);
			return new OpenedSocket(layer.socket(), opened.peer(), opened.proxy(), peer(session),
					new TlsRecordLayer(layer.records(), this.maxOverhead));
		}
		finally {
			memory.release(MemoryKind.TLS, HANDSHAKE);
		}
	}

	private SSLSession handshake(TlsParty party, TlsLayer layer) throws IOException {
		long begin = System.nanoTime();
		String outcome = CloseReason.CLIENT_RESET.tag();
		String protocol = null;
		try {
			SSLSession session = party.handshake(layer);
			protocol = session.getProtocol();
			outcome = ListenerMetrics.OK;
			return session;
		}
		catch (SSLException ex) {
			outcome = CloseReason.HANDSHAKE_FAILED.tag();
			throw new RefusedException(CloseReason.HANDSHAKE_FAILED, reason(ex), ex);
		}
		finally {
			this.metrics.handshakeEnded(protocol, outcome, System.nanoTime() - begin);
		}
	}

	/** In the words of JSSE, unless those do not say what the client lacks. */
	private static String reason(SSLException failure) {
		String message = String.valueOf(failure.getMessage());
		return message.endsWith(NO_CERTIFICATE) ? "the client sent no certificate" : message;
	}

	private static TlsPeer peer(SSLSession session) {
		TlsIdentity identity = TlsIdentity.of(session);
		String serverName = TlsIdentity.serverName(session);
		return (identity != null) ? new TlsPeer(session.getProtocol(), identity.subject(), identity.sans(), serverName)
				: new TlsPeer(session.getProtocol(), null, List.of(), serverName);
	}

}
