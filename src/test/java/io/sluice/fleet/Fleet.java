package io.sluice.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.net.SocketFactory;

import io.sluice.CloseReason;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.TestGateway;
import io.sluice.support.TestTls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three hundred devices and sixteen threads that send to them.
 */
final class Fleet {

	private static final int DEVICES = 300;

	private static final int OPERATORS = 16;

	/** Of each operator. */
	private static final int STEPS = 60;

	private final Conditions conditions;

	private final TestGateway gateway;

	private final SocketFactory sockets;

	private final Ledger ledger = new Ledger();

	/** The latest connection of each device. */
	private final AtomicReferenceArray<Device> current = new AtomicReferenceArray<>(DEVICES);

	private final Queue<Device> all = new ConcurrentLinkedQueue<>();

	private Fleet(Conditions conditions, TestGateway gateway, SocketFactory sockets) {
		this.conditions = conditions;
		this.gateway = gateway;
		this.sockets = sockets;
	}

	/**
	 * Run a fleet, and judge it.
	 * @param seed of all that is chosen at random; printed, as the order of events
	 * depends on the machine, too
	 * @param directory for files
	 */
	static void check(int seed, Path directory) throws Exception {
		Conditions conditions = Conditions.of(seed);
		System.out.println(conditions);
		try (TestGateway gateway = TestGateway.start(Application.class, conditions.properties(directory))) {
			SocketFactory sockets = conditions.tls() ? TestTls.context(directory).getSocketFactory()
					: SocketFactory.getDefault();
			new Fleet(conditions, gateway, sockets).run();
		}
	}

	TcpSessions sessions() {
		return this.gateway.context().getBean(TcpSessions.class);
	}

	Ledger ledger() {
		return this.ledger;
	}

	/** The connection of any device. */
	Device device(Random random) {
		return this.current.get(random.nextInt(DEVICES));
	}

	/** The name of any device. */
	String name(Random random) {
		return name(random.nextInt(DEVICES));
	}

	private static String name(int device) {
		return "device-" + device;
	}

	/** Have a device connect again, where it or another one may still be connected. */
	void replace(Random random) throws IOException {
		int number = random.nextInt(DEVICES);
		int leaving = random.nextInt(3);
		Device old = this.current.get(number);
		if (leaving > 0) {
			old.leave(leaving > 1);
		}
		connect(number, (random.nextInt(4) == 0) ? name(random) : name(number), random.nextLong());
	}

	private void connect(int number, String name, long seed) throws IOException {
		Device device = new Device(this.sockets, this.gateway.port(), name, seed);
		this.all.add(device);
		this.current.set(number, device);
	}

	private void run() throws Exception {
		Random random = this.conditions.random(OPERATORS);
		for (int i = 0; i < DEVICES; i++) {
			connect(i, name(i), random.nextLong());
		}
		await().until(() -> this.all.stream().allMatch(Device::isNamed));
		operate();
		settle();
		application().greetings().forEach((id, result) -> this.ledger.record("HELLO " + id, result));
		List<String> found = this.ledger.judge(this.all);
		System.out.println(this.ledger + ", " + this.all.size() + " connections");
		assertThat(found).as("%s, closed %s", this.conditions, application().closed()).isEmpty();
		checkNames();
		dismiss();
	}

	private void operate() throws Exception {
		try (ExecutorService threads = Executors.newFixedThreadPool(OPERATORS)) {
			List<Future<?>> operators = IntStream.range(0, OPERATORS)
				.mapToObj((number) -> new Operator(this, number, this.conditions.random(number)))
				.<Future<?>>map((operator) -> threads.submit(() -> {
					operator.run(STEPS);
					return null;
				}))
				.toList();
			for (Future<?> operator : operators) {
				operator.get();
			}
		}
	}

	/** All read again. Behind the reply to a last request nothing else comes. */
	private void settle() {
		this.all.forEach(Device::listen);
		this.all.forEach((device) -> device.request(Request.Kind.WORK, "1"));
		for (Device device : this.all) {
			await(device.toString()).until(() -> !device.isOpen() || device.isAnswered());
		}
	}

	/** Each name has its session, and each that is closed has a reason. */
	private void checkNames() {
		Map<String, List<Device>> holders = open().stream()
			.filter(Device::isNamed)
			.collect(Collectors.groupingBy(Device::name));
		holders.forEach((name, devices) -> await(name).untilAsserted(() -> {
			TcpSession session = sessions().find(Conditions.LISTENER, name);
			List<String> open = devices.stream().filter(Device::isOpen).map(Device::session).toList();
			assertThat(open.isEmpty() ? session == null : session != null && open.contains(session.id()))
				.as("%s holds %s, open are %s", session, name, open)
				.isTrue();
			assertThat(open.size() > 1 && !this.conditions.onDuplicate().equals("allow")).isFalse();
		}));
		for (Device device : this.all) {
			if (!device.isOpen() && device.session() != null) {
				await(device.toString())
					.untilAsserted(() -> checkReason(device, application().closed().get(device.session())));
			}
		}
	}

	private void checkReason(Device device, CloseReason reason) {
		assertThat(reason).as("%s", device).isNotNull();
		boolean expected = switch (reason) {
			case REPLACED -> this.conditions.closesOld();
			case IDENTITY_REFUSED -> this.conditions.refusesNew() && !device.isNamed();
			case ASK_UNANSWERED -> !this.conditions.byKey() && (device.isOwing() || device.isMuted());
			case WRITE_TIMEOUT -> device.isMuted();
			default -> device.hasLeft();
		};
		assertThat(expected).as("%s closed as %s", device, reason).isTrue();
	}

	private Application application() {
		return this.gateway.context().getBean(Application.class);
	}

	private Collection<Device> open() {
		return this.all.stream().filter(Device::isOpen).toList();
	}

	/** All leave, and nothing is left of them. */
	private void dismiss() throws InterruptedException {
		for (Device device : this.all) {
			device.leave(false);
			device.join();
		}
		await().untilAsserted(() -> assertThat(sessions().localSessions(Conditions.LISTENER)).isEmpty());
		await().untilAsserted(() -> assertThat(
				IntStream.range(0, DEVICES).mapToObj((number) -> sessions().find(name(number))).flatMap(List::stream))
			.isEmpty());
		MemoryBudget budget = this.gateway.context().getBean(MemoryBudget.class);
		await().untilAsserted(() -> {
			for (MemoryKind kind : MemoryKind.values()) {
				assertThat(budget.used(kind)).as("%s", kind).isZero();
			}
		});
	}

}
