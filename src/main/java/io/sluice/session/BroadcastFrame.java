package io.sluice.session;

import io.sluice.session.PushFrame.Purpose;

import org.springframework.messaging.MessageDeliveryException;

/**
 * The frame that a broadcast sends to the sessions of one listener.
 */
sealed interface BroadcastFrame {

	/**
	 * Make the frame of a listener.
	 * @param session one of its sessions
	 */
	static BroadcastFrame of(Session session, Object payload) {
		try {
			return new Sendable(session.frame(payload, Purpose.BROADCAST));
		}
		catch (MessageDeliveryException ex) {
			return new Unsendable(ex);
		}
	}

	/**
	 * Begin the push to a session.
	 */
	PendingPush push(Session session);

	/** A frame whose bytes the sessions share. */
	record Sendable(PushFrame frame) implements BroadcastFrame {

		@Override
		public PendingPush push(Session session) {
			return session.begin(this.frame);
		}

	}

	/** A message that the listener cannot send. */
	record Unsendable(MessageDeliveryException failure) implements BroadcastFrame {

		@Override
		public PendingPush push(Session session) {
			return session.unsendable(this.failure);
		}

	}

}
