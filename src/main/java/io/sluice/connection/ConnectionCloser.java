package io.sluice.connection;

import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionLifecycle.State;
import io.sluice.socket.PolledSocket;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection's socket once, and lets go of everything but what the connection's
 * own thread still uses. Any thread; does not block.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class ConnectionCloser {

	private final String listener;

	private final ConnectionContext connection;

	private final ConnectionRoster roster;

	private final ConnectionStreams streams;

	private final RequestLoop loop;

	/**
	 * Close.
	 * @param reason why; the first one counts
	 * @return {@code false} where the connection was closed already
	 */
	boolean close(CloseReason reason) {
		Phase phase = phase();
		boolean first = lifecycle().close(reason);
		if (first) {
			release(phase, false);
		}
		return first;
	}

	/**
	 * Close with a reset, as the client does not take what it is sent.
	 * @param reason why; the first one counts
	 * @return {@code false} where the connection was closed already
	 */
	boolean reset(CloseReason reason) {
		Phase phase = phase();
		boolean first = lifecycle().close(reason);
		if (first) {
			release(phase, true);
		}
		return first;
	}

	/**
	 * Have the connection take no further request. One that is not open yet is closed.
	 * @param reason why; the first one counts
	 * @return the state it was in, and {@code null} where it had a reason already
	 */
	@Nullable State finish(CloseReason reason) {
		Phase phase = phase();
		State before = lifecycle().finish(reason);
		if (before == State.OPENING) {
			release(phase, false);
		}
		return before;
	}

	/**
	 * What the connection is at. Any thread.
	 */
	Phase phase() {
		return lifecycle().isOpening() ? Phase.HANDSHAKE : this.loop.phase();
	}

	private void release(Phase phase, boolean reset) {
		CloseReason reason = lifecycle().reasonOr(CloseReason.SERVER_ERROR);
		ConnectionJournal journal = this.loop.journal();
		try {
			journal.logClose(new End(reason, phase), this.streams.traffic(journal.requests()),
					this.loop.watch().route());
		}
		finally {
			closeSocketAndForget(reason, reset);
		}
		log.debug("[{}] connection {} closed: {}", this.listener, this.connection.getConnectionId(), reason.tag());
	}

	private void closeSocketAndForget(CloseReason reason, boolean reset) {
		try {
			closeSocket(reset || reason == CloseReason.MEMORY_LIMIT);
			// counted first: a drain that finds no connection left may be looked at
			this.loop.journal().countClose(reason);
		}
		finally {
			// else its thread would wait for a reply or for memory, and no sweep find it
			this.roster.forget(this.connection.getConnectionId());
			this.streams.memory().close();
			this.loop.watch().disconnect(reason);
		}
	}

	private void closeSocket(boolean reset) {
		try (PolledSocket closing = this.streams.socket()) {
			if (reset || closing.blockedSince() != 0) {
				// the system would keep what the client does not take, and ask it about
				// that for as long as it answers
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
