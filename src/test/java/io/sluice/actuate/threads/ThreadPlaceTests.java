package io.sluice.actuate.threads;

import java.util.List;
import java.util.stream.Stream;

import io.sluice.actuate.threads.DumpedThread.Blocker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where threads stand, by the frames that the JVM shows of them.
 */
class ThreadPlaceTests {

	private static final String[] PARK = { "java.base/java.lang.VirtualThread.park(VirtualThread.java:742)",
			"java.base/java.lang.System$1.parkVirtualThread(System.java:2285)",
			"java.base/java.util.concurrent.locks.LockSupport.park(LockSupport.java:367)" };

	private static final String[] READ = { "io.sluice.socket.Waiter.park(Waiter.java:106)",
			"io.sluice.socket.Waiter.await(Waiter.java:91)",
			"io.sluice.socket.PolledSocketImpl.awaitInput(PolledSocketImpl.java:72)",
			"io.sluice.socket.PolledSocket.awaitInput(PolledSocket.java:50)",
			"io.sluice.connection.ConnectionInput.awaitInput(ConnectionInput.java:189)",
			"io.sluice.connection.ConnectionInput.await(ConnectionInput.java:162)" };

	private static final String[] POOL = {
			"java.base/java.util.concurrent.SynchronousQueue.poll(SynchronousQueue.java:1)",
			"com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:163)",
			"com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:100)" };

	private static final String[] CALLED = {
			"java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:104)",
			"org.springframework.messaging.handler.invocation.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:170)",
			"io.sluice.handler.MethodHandler.handleMessage(MethodHandler.java:1)",
			"io.sluice.connection.SluiceConnection.run(SluiceConnection.java:107)" };

	@Test
	void idleConnectionsStandInOnePlaceWhateverTheirFraming() {
		ThreadPlace line = place(PARK, READ, frames("io.sluice.framing.LineFraming.read(LineFraming.java:26)"));
		ThreadPlace length = place(PARK, READ, frames("io.sluice.framing.LengthFraming.read(LengthFraming.java:30)"));
		assertThat(line).isEqualTo(length);
		assertThat(line.at()).isEqualTo("io.sluice.connection.ConnectionInput.await");
	}

	@Test
	void handlersThatWaitForTheSamePoolStandInPlacesOfTheirOwn() {
		ThreadPlace orders = place(PARK, POOL, frames("com.example.Orders.order(Orders.java:7)"), CALLED);
		ThreadPlace prices = place(PARK, POOL, frames("com.example.Prices.price(Prices.java:7)"), CALLED);
		assertThat(orders).isNotEqualTo(prices);
		assertThat(orders.at()).isEqualTo(prices.at()).isEqualTo("com.zaxxer.hikari.pool.HikariPool.getConnection");
	}

	@Test
	void framesOfTheJdkAndOfWhatCalledAHandlerDoNotMatter() {
		assertThat(place(PARK, frames("com.example.Orders.order(Orders.java:7)"), CALLED))
			.isEqualTo(place(frames("com.example.Orders.order(Orders.java:7)"),
					frames("java.base/jdk.internal.reflect.NativeAccessor.invoke(NativeAccessor.java:1)"), CALLED));
	}

	@Test
	void stateAndWhatIsWaitedForMatter() {
		DumpedThread free = thread("RUNNABLE", null, null, null);
		DumpedThread parked = thread("WAITING", new Blocker("com.example.Lock@1f"), null, null);
		assertThat(ThreadPlace.of(parked)).isNotEqualTo(ThreadPlace.of(free))
			.isEqualTo(ThreadPlace.of(thread("WAITING", new Blocker("com.example.Lock@2e"), null, null)))
			.isNotEqualTo(ThreadPlace.of(thread("WAITING", new Blocker("com.example.Latch@1f"), null, null)));
		assertThat(parked.waitsFor()).isEqualTo("com.example.Lock");
		assertThat(free.waitsFor()).isNull();
		assertThat(thread("BLOCKED", null, "[I@1f", null).waitsFor()).isEqualTo("[I");
		assertThat(thread("WAITING", null, null, "com.example.Cache@1f").waitsFor()).isEqualTo("com.example.Cache");
	}

	@Test
	void methodIsTheOneByWhichItsClassWasEntered() {
		assertThat(place(PARK,
				frames("com.example.Orders.await(Orders.java:9)",
						"java.base/java.util.ArrayList.forEach(ArrayList.java:1)",
						"com.example.Orders.lambda$order$0(Orders.java:8)", "com.example.Orders.order(Orders.java:7)"),
				CALLED)
			.at()).isEqualTo("com.example.Orders.order");
		assertThat(place(PARK, frames("com.example.Jobs.lambda$start$0(Jobs.java:8)")).at())
			.isEqualTo("com.example.Jobs.lambda$start$0");
	}

	@Test
	void moduleAndClassLoaderAreNoPartOfTheMethod() {
		assertThat(place(frames("java.base@25.0.3/java.lang.Object.wait(Object.java:1)",
				"app//com.example.Orders.order(Orders.java:7)"))
			.at()).isEqualTo("com.example.Orders.order");
		assertThat(place(frames("orders@1.0/com.example.Orders.order(Orders.java:7)")).at())
			.isEqualTo("com.example.Orders.order");
	}

	@Test
	void threadOfTheJdkIsNamedByWhatWaits() {
		assertThat(place(PARK,
				frames("java.base/sun.nio.ch.Poller.poll(Poller.java:197)",
						"java.base/sun.nio.ch.Poller.subPollerLoop(Poller.java:271)",
						"java.base/sun.nio.ch.Poller$Pollers.lambda$start$2(Poller.java:366)",
						"java.base/java.lang.VirtualThread.run(VirtualThread.java:460)"))
			.at()).isEqualTo("sun.nio.ch.Poller.subPollerLoop");
		assertThat(place(PARK).at()).isEqualTo("java.lang.VirtualThread.park");
	}

	@Test
	void threadThatHasNotRunYetHasAPlaceToo() {
		assertThat(place().at()).isEqualTo("java.lang.Thread.run");
	}

	private static String[] frames(String... frames) {
		return frames;
	}

	private static DumpedThread thread(String state, Blocker parkBlocker, String blockedOn, String waitingOn) {
		return new DumpedThread(1, true, state, parkBlocker, blockedOn, waitingOn, List.of(PARK));
	}

	private static ThreadPlace place(String[]... frames) {
		return ThreadPlace
			.of(new DumpedThread(1, true, "WAITING", null, null, null, Stream.of(frames).flatMap(Stream::of).toList()));
	}

}
