package io.sluice.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionRoster;
import io.sluice.connection.SluiceConnection;
import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.Moment;
import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

/**
 * The open connections of a listener as they come and go. Any thread; no connection is
 * held up by being looked at, so what is said of several is not of one moment.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
public final class ConnectionRegistry implements ConnectionRoster {

	private final Map<String, TcpConnectionSupport> connections;

	/**
	 * How many there are; costs no scan.
	 * @return the number of connections
	 */
	public int count() {
		return this.connections.size();
	}

	/**
	 * What can be seen of each.
	 * @return them in no order
	 */
	public Stream<ConnectionInfo> infos() {
		Moment now = Moment.now();
		return stream().map((connection) -> connection.info(now));
	}

	/**
	 * What can be seen of one.
	 * @param id its id
	 * @return {@code null} where it is not open
	 */
	public @Nullable ConnectionInfo info(String id) {
		SluiceConnection connection = (SluiceConnection) this.connections.get(id);
		return (connection != null) ? connection.info(Moment.now()) : null;
	}

	/**
	 * What each is at, by the thread that serves it; those that no thread serves yet are
	 * left out.
	 * @return phases by the ids of threads
	 */
	public Map<Long, Phase> phases() {
		Map<Long, Phase> phases = new HashMap<>();
		stream().forEach((connection) -> {
			long thread = connection.threadId();
			if (thread != 0) {
				phases.put(thread, connection.phase());
			}
		});
		return phases;
	}

	/**
	 * Have one take no further request, and end when what it has read is answered. One
	 * that is not open to requests yet is closed at once. Does not block; the first
	 * reason that a connection is given counts.
	 * @param id its id
	 * @param reason why
	 * @return {@code false} where it is not open
	 */
	public boolean finish(String id, CloseReason reason) {
		SluiceConnection connection = (SluiceConnection) this.connections.get(id);
		if (connection == null) {
			return false;
		}
		connection.finish(reason);
		return true;
	}

	/**
	 * Those that can be pushed to: neither in their handshake nor at their end.
	 * @return their ids, in no order
	 */
	List<String> idsForPushes() {
		return stream().filter(SluiceConnection::isOpenForPushes).map(SluiceConnection::getConnectionId).toList();
	}

	/**
	 * Close one, as the application wants it.
	 * @param id its id
	 * @return {@code false} where it is not open
	 */
	boolean close(String id) {
		TcpConnectionSupport connection = this.connections.get(id);
		if (connection == null) {
			return false;
		}
		connection.close();
		return true;
	}

	/**
	 * How many are handling a request; looks at each.
	 * @return the number of requests
	 */
	public int countBusy() {
		return (int) stream().filter(SluiceConnection::isBusy).count();
	}

	Stream<SluiceConnection> stream() {
		return this.connections.values().stream().map(SluiceConnection.class::cast);
	}

	void sweep(long now) {
		this.connections.forEach((id, connection) -> sweep((SluiceConnection) connection, now));
	}

	/**
	 * What fails for one is not to keep the others from their deadlines.
	 */
	private static void sweep(SluiceConnection connection, long now) {
		try {
			connection.sweep(now);
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] looking at the deadlines of connection {} failed", connection.client().listener(),
					connection.getConnectionId(), ex);
		}
	}

	/**
	 * Close all without waiting for what they are at.
	 * @param reason why
	 */
	void close(CloseReason reason) {
		this.connections.forEach((id, connection) -> ((SluiceConnection) connection).close(reason));
	}

	@Override
	public void forget(String connectionId) {
		this.connections.remove(connectionId);
	}

}
