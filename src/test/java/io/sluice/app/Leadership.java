package io.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.sluice.app.LedgerDevice.Event;
import io.sluice.app.LedgerDevice.Event.Kind;
import io.sluice.engine.RedisServer;
import io.sluice.support.CutProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gateways that share a device over a lease in Redis, and what befalls the one that
 * leads. The device's ledger tells whether there was never more than one.
 */
final class Leadership implements AutoCloseable {

	private final RedisServer redis;

	private final LedgerDevice device = new LedgerDevice();

	private final Map<String, Member> members = new HashMap<>();

	private final List<Member> all = new ArrayList<>();

	/** The connection that is served, and the greeting of its gateway. */
	private Event current = new Event(-1, Kind.LINE, "");

	private int requests;

	Leadership(Path directory, int size) throws IOException {
		this.redis = RedisServer.start(directory);
		try {
			for (int i = 0; i < size; i++) {
				add();
			}
			awaitLeader();
		}
		catch (IOException | RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	private void add() throws IOException {
		String name = "gateway-" + this.all.size();
		CutProxy proxy = new CutProxy(this.redis.port());
		GatewayProcess process = GatewayProcess.start(LedgerHandler.class, "server.port=0", "server.address=127.0.0.1",
				"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + proxy.port(),
				"sluice.cluster.via=redis", "sluice.cluster.lease.time-to-live=3s",
				"sluice.cluster.lease.heartbeat=300ms", "sluice.cluster.lease.margin=1s",
				"sluice.cluster.lease.command-timeout=300ms",
				"sluice.listeners.plant.connect[0]=127.0.0.1:" + this.device.port(),
				"sluice.listeners.plant.leader=true", "sluice.listeners.plant.reconnect.backoff=50ms",
				"sluice.listeners.plant.greeting=" + name, "sluice.listeners.plant.heartbeat.every=1s",
				"sluice.listeners.plant.heartbeat.send=ALIVE", "sluice.listeners.plant.routes[0].to=ledger");
		Member member = new Member(name, proxy, process);
		this.members.put(name, member);
		this.all.add(member);
	}

	private Member leader() {
		return this.members.get(this.current.text());
	}

	private void awaitLeader() throws IOException {
		this.current = this.device.awaitGreeting(this.current.connection());
		assertIsServed();
	}

	private void assertIsServed() throws IOException {
		String request = "request-" + this.requests++;
		this.device.send(this.current.connection(), request);
		this.device.awaitLine(this.current.connection(), "done " + request);
		// what the process wrote before its reply may be read after it
		await().untilAsserted(() -> assertThat(leader().process().output()).contains("handled " + request));
	}

	/**
	 * Cut the leader off from Redis, and bring it back when another leads.
	 */
	void cut() throws IOException {
		int former = this.current.connection();
		Member cut = leader();
		cut.proxy().cut();
		awaitLeader();
		assertThat(leader()).isNotSameAs(cut);
		assertThat(this.device.afterOpeningOf(this.current.connection(), former)).isEmpty();
		cut.proxy().mend();
	}

	/**
	 * Stop the leader until another leads and has been served, and let it go on.
	 */
	void hold() throws IOException, InterruptedException {
		int former = this.current.connection();
		Member held = leader();
		held.process().hold();
		awaitLeader();
		assertThat(leader()).isNotSameAs(held);
		List<String> late = List.of("late-%d-a".formatted(former), "late-%d-b".formatted(former));
		for (String each : late) {
			this.device.send(former, each);
		}
		held.process().release();
		this.device.awaitClosed(former);
		assertThat(this.device.afterOpeningOf(this.current.connection(), former)).extracting(Event::kind)
			.containsExactly(Kind.CLOSE);
		assertIsServed();
		assertThat(held.process().output()).noneMatch((line) -> line.contains("handled late"));
	}

	/**
	 * Kill the leader, and start another gateway in its place.
	 */
	void kill() throws IOException {
		int former = this.current.connection();
		leader().process().kill();
		awaitLeader();
		assertThat(this.device.afterOpeningOf(this.current.connection(), former)).isEmpty();
		add();
	}

	/**
	 * Restart Redis, which forgets all leases.
	 */
	void forget() throws IOException {
		this.redis.kill();
		this.redis.start();
		for (int i = 0; i < 3; i++) {
			assertIsServedByOne();
		}
	}

	private void assertIsServedByOne() {
		String request = "request-" + this.requests++;
		await().untilAsserted(() -> {
			this.current = this.device.awaitGreeting(this.current.connection() - 1);
			this.device.send(this.current.connection(), request);
			await().atMost(Duration.ofSeconds(1))
				.untilAsserted(() -> this.device.awaitLine(this.current.connection(), "done " + request));
		});
	}

	/**
	 * Check that no connection was opened while another was in use.
	 */
	void assertNeverTwo() {
		List<Event> events = this.device.events();
		for (Event opened : events) {
			if (opened.kind() == Kind.OPEN) {
				assertThat(events.subList(events.indexOf(opened), events.size())).as("after %s", opened)
					.noneMatch((later) -> later.kind() == Kind.LINE && later.connection() < opened.connection());
			}
		}
		List<String> handled = this.all.stream()
			.flatMap((member) -> member.process().output().stream())
			.filter((line) -> line.startsWith("handled request"))
			.toList();
		assertThat(handled).doesNotHaveDuplicates();
	}

	@Override
	public void close() {
		this.all.forEach((member) -> {
			member.process().close();
			member.proxy().close();
		});
		this.redis.close();
		try {
			this.device.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A gateway with its way to Redis.
	 */
	private record Member(String name, CutProxy proxy, GatewayProcess process) {

	}

}
