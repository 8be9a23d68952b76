package io.sluice.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import io.sluice.TcpSession;
import org.jspecify.annotations.Nullable;

/**
 * What a pod tells others of a session.
 *
 * @param podId the id of the process that has it
 * @param pod the name of the pod
 * @param id the id of the session
 * @param listener the name of the listener
 * @param peer the client's address
 * @param tlsSubject the subject of the client's certificate, or {@code null}
 * @param tlsNames the alternative names of the client's certificate
 * @param identities the names of the session
 */
record SessionDescription(String podId, String pod, String id, String listener, InetSocketAddress peer,
		@Nullable String tlsSubject, List<String> tlsNames, List<String> identities) {

	private static final int MAX_PORT = 0xffff;

	/**
	 * Describe a session of this process.
	 */
	static Envelope of(TcpSession session) {
		InetAddress address = session.peer().getAddress();
		return new Envelope(EnvelopeKind.SESSION).with(EnvelopeField.SESSION_ID, session.id())
			.with(EnvelopeField.LISTENER, session.listener())
			.with(EnvelopeField.ADDRESS, (address != null) ? address.getAddress() : null)
			.with(EnvelopeField.PORT, (long) session.peer().getPort())
			.with(EnvelopeField.TLS_SUBJECT, session.tlsSubject())
			.with(EnvelopeField.TLS_NAMES, session.tlsNames())
			.with(EnvelopeField.IDENTITIES, List.copyOf(session.identities()));
	}

	/**
	 * Read a description.
	 * @param answer the envelope that it came in
	 * @param session the description
	 */
	static SessionDescription read(Envelope answer, Envelope session) {
		return new SessionDescription(answer.text(EnvelopeField.POD_ID), answer.text(EnvelopeField.POD),
				session.text(EnvelopeField.SESSION_ID), session.text(EnvelopeField.LISTENER), peer(session),
				session.textOrNull(EnvelopeField.TLS_SUBJECT), session.texts(EnvelopeField.TLS_NAMES),
				session.texts(EnvelopeField.IDENTITIES));
	}

	/**
	 * Read all descriptions of an answer.
	 */
	static List<SessionDescription> readAll(Envelope answer) {
		return answer.envelopes(EnvelopeField.SESSIONS).stream().map((session) -> read(answer, session)).toList();
	}

	private static InetSocketAddress peer(Envelope session) {
		long port = session.number(EnvelopeField.PORT);
		if (port < 0 || port > MAX_PORT) {
			throw new MalformedEnvelopeException("it has the port %d".formatted(port));
		}
		if (!session.has(EnvelopeField.ADDRESS)) {
			return new InetSocketAddress((int) port);
		}
		try {
			return new InetSocketAddress(InetAddress.getByAddress(session.bytes(EnvelopeField.ADDRESS)), (int) port);
		}
		catch (UnknownHostException ex) {
			throw new MalformedEnvelopeException("it has an address of a wrong length");
		}
	}

}
