package io.sluice.app;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link MeterClock}.
 */
class MeterClockTests {

	@Test
	void asksTheSystemInItsOwnTime() {
		AtomicLong asked = new AtomicLong();
		try (MeterClock clock = new MeterClock(asked::incrementAndGet)) {
			for (int i = 0; i < 100_000; i++) {
				assertThat(clock.wallTime()).isPositive();
			}
			assertThat(asked).as("not for each of 100,000").hasValueLessThan(10_000);
			long then = clock.wallTime();
			await().until(() -> clock.wallTime() > then + 2);
		}
	}

	@Test
	void isTheClockOfTheExecutablesMetersAndEndsWithIt() {
		Set<Thread> before = threads();
		Thread ticks;
		try (RunningApplication application = RunningApplication.start()) {
			Clock clock = application.context().getBean(Clock.class);
			assertThat(clock).isInstanceOf(MeterClock.class);
			assertThat(application.context().getBean(MeterRegistry.class).config().clock()).isSameAs(clock);
			Set<Thread> now = threads();
			now.removeAll(before);
			assertThat(now).hasSize(1);
			ticks = now.iterator().next();
		}
		await().until(() -> !ticks.isAlive());
	}

	private static Set<Thread> threads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> !thread.getName().equals("sluice-meter-clock"));
		return threads;
	}

}
