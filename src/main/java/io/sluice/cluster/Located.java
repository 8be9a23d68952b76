package io.sluice.cluster;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The sessions of other pods that a search has found.
 *
 * @param sessions the sessions, that which has the name last first
 * @param reached whether the engine was there
 * @param unsure the names of the pods that may have others; empty if all have answered
 */
record Located(List<SessionDescription> sessions, boolean reached, List<String> unsure) {

	/** The engine is away. */
	static final Located AWAY = new Located(List.of(), false, List.of());

	/**
	 * Read the answers of the pods.
	 */
	static Located of(CommonRequest search, List<String> unsure) {
		record Found(SessionDescription session, long namedAt) {
		}
		List<SessionDescription> sessions = search.answers()
			.stream()
			.flatMap((answer) -> answer.envelopes(EnvelopeField.SESSIONS)
				.stream()
				.map((session) -> new Found(SessionDescription.read(answer, session),
						session.numberOrZero(EnvelopeField.NAMED_AT))))
			.sorted(Comparator.comparingLong(Found::namedAt).reversed())
			.map(Found::session)
			.toList();
		return new Located(sessions, true, unsure);
	}

	/**
	 * The latest session of each listener.
	 */
	List<SessionDescription> latest() {
		Set<String> listeners = new HashSet<>();
		return this.sessions.stream().filter((session) -> listeners.add(session.listener())).toList();
	}

}
