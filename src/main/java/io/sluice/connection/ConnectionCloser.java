package io.sluice.connection;

import java.io.IOException;
import java.net.SocketException;
import java.util.EnumSet;
import java.util.Set;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionLifecycle.State;
import io.sluice.session.Session;
import io.sluice.socket.PolledSocket;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection's socket once, and releases everything except what the connection's
 * own thread still uses. Any thread; does not block.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class ConnectionCloser {

	/**
	 * The reasons for which nothing more may leave, not even what the operating system
	 * still holds.
	 */
	private static final Set<CloseReason> ABRUPT = EnumSet.of(CloseReason.MEMORY_LIMIT, CloseReason.LEASE_LOST);

	private final String listener;

	private final ConnectionContext connection;

	private final ConnectionRoster roster;

	private final ConnectionStreams streams;

	private final RequestLoop loop;

	/**
	 * Close.
	 * @param reason the close reason; the first one counts
	 * @return {@code false} if the connection was already closed
	 */
	boolean close(CloseReason reason) {
		return close(reason, ABRUPT.contains(reason));
	}

	/**
	 * Close with a reset, because the client does not read what it is sent.
	 * @param reason the close reason; the first one counts
	 * @return {@code false} if the connection was already closed
	 */
	boolean reset(CloseReason reason) {
		return close(reason, true);
	}

	private boolean close(CloseReason cause, boolean reset) {
		Phase phase = this.loop.watch().phase();
		if (cause == CloseReason.CLIENT_RESET) {
			this.connection.recordFailure(new SocketException("The client's connection broke"));
		}
		boolean first = lifecycle().close(cause);
		if (first) {
			release(phase, cause, reset);
		}
		return first;
	}

	/**
	 * Make the connection take no further request. A connection that is not open yet is
	 * closed.
	 * @param reason the close reason; the first one counts
	 * @return the previous state, or {@code null} if the connection already had a close
	 * reason
	 */
	@Nullable State finish(CloseReason reason) {
		Phase phase = this.loop.watch().phase();
		State before = lifecycle().finish(reason);
		if (before != null && before.isOpening()) {
			release(phase, reason, false);
		}
		return before;
	}

	/**
	 * Release everything. The connection may have been given another close reason before,
	 * as in a drain: that one is recorded, and what closes the connection now decides
	 * about the request in progress.
	 * @param phase the phase before the close
	 * @param cause what closes the connection now
	 * @param reset whether to close with a reset
	 */
	private void release(Phase phase, CloseReason cause, boolean reset) {
		CloseReason reason = lifecycle().reasonOr(CloseReason.SERVER_ERROR);
		ConnectionJournal journal = this.loop.journal();
		try {
			journal.logClose(new End(reason, phase), this.streams.traffic(journal.requests()),
					this.loop.watch().route());
		}
		finally {
			closeSocketAndRemove(reason, cause, reset);
		}
		log.debug("[{}] connection {} closed: {}", this.listener, this.connection.getConnectionId(), reason.tag());
	}

	private void closeSocketAndRemove(CloseReason reason, CloseReason cause, boolean reset) {
		try {
			closeSocket(reset);
			// count first: the metric may be read as soon as a drain finds no connection
			// left
			this.loop.journal().countClose(reason);
		}
		finally {
			// the connection's thread may wait for a reply or for memory, and no sweep
			// would find it again
			this.roster.remove(this.connection.getConnectionId());
			this.streams.memory().close();
			try {
				this.loop.watch().disconnect(cause);
			}
			finally {
				releaseSession();
			}
		}
	}

	private void releaseSession() {
		Session session = this.connection.session();
		try {
			if (session != null) {
				session.release();
			}
		}
		finally {
			PushQueue pushes = this.loop.replies().pushes();
			if (pushes != null) {
				pushes.close();
			}
		}
	}

	private void closeSocket(boolean reset) {
		try (PolledSocket closing = this.streams.socket()) {
			if (reset || closing.blockedSince() != 0) {
				// otherwise the operating system keeps the unread bytes and probes the
				// client for as long as the client answers
				closing.setSoLinger(true, 0);
			}
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} did not close cleanly", this.listener, this.connection.getConnectionId(), ex);
		}
	}

	private ConnectionLifecycle lifecycle() {
		return this.connection.lifecycle();
	}

}
