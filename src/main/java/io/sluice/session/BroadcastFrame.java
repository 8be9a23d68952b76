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
		return session.isFrameShared() ? of(session, payload, Purpose.BROADCAST) : new Unshared(payload);
	}

	private static BroadcastFrame of(Session session, Object payload, Purpose purpose) {
		try {
			return new Sendable(session.frame(payload, purpose));
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

	/** A message whose frame may differ from session to session. */
	record Unshared(Object payload) implements BroadcastFrame {

		@Override
		public PendingPush push(Session session) {
			return of(session, this.payload, Purpose.PUSH).push(session);
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
