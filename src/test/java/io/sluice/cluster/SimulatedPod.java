package io.sluice.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.sluice.CloseReason;
import io.sluice.TcpSessions;
import io.sluice.session.IdentityRule;
import io.sluice.session.ListenerSessions;
import io.sluice.session.OnDuplicate;
import io.sluice.session.PushPolicy;
import io.sluice.session.Session;
import io.sluice.session.SessionDirectory;
import io.sluice.session.SessionPolicy;
import io.sluice.session.SessionPrompts;
import io.sluice.session.SessionSource;

/**
 * A pod whose connections are stubs, and whose threads are the test.
 */
final class SimulatedPod implements SessionSource {

	static final String LISTENER = "devices";

	static final Duration SKEW = Duration.ofMillis(200);

	private final Map<String, SimulatedConnection> connections = new ConcurrentHashMap<>();

	private final SessionDirectory directory = new SessionDirectory();

	private final ListenerSessions listener;

	private final SimulatedBus.Port port;

	private final ClusterNode node;

	private final String name;

	SimulatedPod(String name, SimulatedBus bus, OnDuplicate onDuplicate, int version) {
		this(name, bus, onDuplicate, version, Duration.ofMillis(300));
	}

	SimulatedPod(String name, SimulatedBus bus, OnDuplicate onDuplicate, int version, Duration timeout) {
		this.name = name;
		this.listener = new ListenerSessions(LISTENER, new SessionPolicy(IdentityRule.NONE, onDuplicate, null,
				new SessionPrompts(null, null), (bytes, type) -> bytes), new PushPolicy(timeout, 10));
		this.directory.add(this.listener, this);
		this.port = bus.attach();
		this.node = new ClusterNode(new ClusterSettings(name, "test", SKEW, 1024 * 1024), this.port, this.directory,
				new TextCodec(), version);
		this.port.start(this.node);
	}

	SimulatedPod(String name, SimulatedBus bus, OnDuplicate onDuplicate) {
		this(name, bus, onDuplicate, EnvelopeCodec.VERSION);
	}

	/** Open a connection and give its session a name. */
	SimulatedConnection login(String identity) {
		SimulatedConnection connection = new SimulatedConnection(this.name + this.connections.size(), this.listener);
		this.connections.put(connection.getConnectionId(), connection);
		connection.session().identify(identity);
		return connection;
	}

	/** End the sessions that have a name. */
	void logout(String identity) {
		this.connections.values()
			.stream()
			.filter((connection) -> connection.session().identities().contains(identity))
			.forEach((connection) -> connection.finish(CloseReason.CLIENT_CLOSED));
	}

	/** Tell the engine the names that have changed. */
	void tellNames() {
		try {
			while (this.node.stepNames()) {
				// until none is left
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	SimulatedBus.Port port() {
		return this.port;
	}

	ClusterNode node() {
		return this.node;
	}

	/** The sessions of this pod. */
	SessionDirectory directory() {
		return this.directory;
	}

	/** The sessions of all pods. */
	TcpSessions all() {
		return this.node.sessions();
	}

	/** How many sessions have a name. */
	long count(String identity) {
		return this.connections.values()
			.stream()
			.filter((connection) -> connection.session().isOpen()
					&& connection.session().identities().contains(identity))
			.count();
	}

	@Override
	public Session session(String id) {
		SimulatedConnection connection = this.connections.get(id);
		return (connection != null && connection.isOpenForPushes()) ? connection.session() : null;
	}

	@Override
	public int count() {
		return this.connections.size();
	}

	@Override
	public Stream<Session> sessions() {
		return this.connections.values()
			.stream()
			.filter(SimulatedConnection::isOpenForPushes)
			.map(SimulatedConnection::session);
	}

	/** Text is sent as it is. */
	static final class TextCodec implements PayloadCodec {

		@Override
		public byte[] write(Object payload) {
			return payload.toString().getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public Object read(String listener, byte[] answer, Class<?> type) {
			return (type == String.class) ? new String(answer, StandardCharsets.UTF_8) : answer;
		}

	}

}
