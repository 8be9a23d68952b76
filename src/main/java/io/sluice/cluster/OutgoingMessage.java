package io.sluice.cluster;

/**
 * A message of this pod for a session of another one.
 *
 * @param kind whether it is a push or an ask
 * @param content the message
 * @param deadline the end of its time
 */
record OutgoingMessage(EnvelopeKind kind, RemoteMessage content, Deadline deadline) {

	/**
	 * The envelope of a request, without its session.
	 */
	Envelope envelope() {
		return this.content.addTo(new Envelope(this.kind).with(EnvelopeField.DEADLINE, this.deadline.millis()));
	}

}
