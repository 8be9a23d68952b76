package io.sluice.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionRoster;
import io.sluice.connection.SluiceConnection;
import io.sluice.process.LeaseUser;
import io.sluice.session.Session;
import io.sluice.session.SessionSource;
import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.ConnectionLife;
import io.sluice.telemetry.Moment;
import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * The open connections of a listener, as a live view. Any thread. Reading a connection
 * does not delay it, so the values of several connections are not from the same moment.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
public final class ConnectionRegistry implements ConnectionRoster, SessionSource, LeaseUser {

	private final Map<String, TcpConnectionSupport> connections;

	@Override
	public int count() {
		return this.connections.size();
	}

	/**
	 * Snapshots of all connections.
	 * @return the snapshots, in no order
	 */
	public Stream<ConnectionInfo> infos() {
		Moment now = Moment.now();
		return stream().map((connection) -> connection.info(now));
	}

	/**
	 * A snapshot of one connection.
	 * @param id the connection's id
	 * @return {@code null} if no such connection is open
	 */
	public @Nullable ConnectionInfo info(String id) {
		SluiceConnection connection = (SluiceConnection) this.connections.get(id);
		return (connection != null) ? connection.info(Moment.now()) : null;
	}

	/**
	 * A snapshot of one connection, with its past.
	 * @param id the connection's id
	 * @return {@code null} if no such connection is open
	 */
	public @Nullable ConnectionLife life(String id) {
		SluiceConnection connection = (SluiceConnection) this.connections.get(id);
		return (connection != null) ? connection.life(Moment.now()) : null;
	}

	/**
	 * The phase of each connection by the thread that serves it, without connections that
	 * have no thread yet.
	 * @return phases by thread id
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
	 * Make a connection take no further request, and close after the requests already
	 * read have been answered. A connection that is not open yet is closed at once. Does
	 * not block. The first close reason of a connection counts.
	 * @param id the connection's id
	 * @param reason the close reason
	 * @return {@code false} if no such connection is open
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
	 * The connections that can take a push: those past their handshake and not at their
	 * end.
	 * @return their ids, in no order
	 */
	List<String> idsForPushes() {
		return stream().filter(SluiceConnection::isOpenForPushes).map(SluiceConnection::getConnectionId).toList();
	}

	/**
	 * Close a connection on behalf of the application.
	 * @param id the connection's id
	 * @return {@code false} if no such connection is open
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
	 * Notify a sender of the connections that can take a push.
	 */
	void introduce(TcpSender sender) {
		stream().filter(SluiceConnection::isOpenForPushes).forEach((connection) -> {
			sender.addNewConnection(connection);
			if (!connection.isOpen()) {
				// the sender may have missed its close
				sender.removeDeadConnection(connection);
			}
		});
	}

	@Override
	public @Nullable Session session(String id) {
		SluiceConnection connection = (SluiceConnection) this.connections.get(id);
		return (connection != null && connection.isOpenForPushes()) ? connection.session() : null;
	}

	@Override
	public Stream<Session> sessions() {
		return stream().filter(SluiceConnection::isOpenForPushes)
			.map(SluiceConnection::session)
			.filter(Objects::nonNull);
	}

	/**
	 * The number of requests that are being handled; scans all connections.
	 * @return the number of requests
	 */
	public int countRequests() {
		return stream().mapToInt(SluiceConnection::requestsInProgress).sum();
	}

	/**
	 * The requests that are in progress.
	 */
	public RequestsInProgress requestsInProgress() {
		return new RequestsInProgress(stream());
	}

	Stream<SluiceConnection> stream() {
		return this.connections.values().stream().map(SluiceConnection.class::cast);
	}

	void sweep(long now) {
		this.connections.forEach((id, connection) -> sweep((SluiceConnection) connection, now));
	}

	/**
	 * A failure in one connection must not keep the sweeper from the others.
	 */
	private static void sweep(SluiceConnection connection, long now) {
		try {
			connection.sweep(now);
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] the check of the deadlines of connection {} failed", connection.client().listener(),
					connection.getConnectionId(), ex);
		}
	}

	/**
	 * Close all connections without waiting for their requests.
	 * @param reason the close reason
	 */
	void close(CloseReason reason) {
		this.connections.forEach((id, connection) -> ((SluiceConnection) connection).close(reason));
	}

	/**
	 * Close all connections, because this process does not hold their lease any more.
	 */
	@Override
	public void endLease() {
		this.connections.forEach((id, connection) -> ((SluiceConnection) connection).closeNow(CloseReason.LEASE_LOST));
	}

	@Override
	public void remove(String connectionId) {
		this.connections.remove(connectionId);
	}

}
