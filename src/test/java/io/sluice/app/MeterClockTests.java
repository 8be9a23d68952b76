package io.sluice.app;

import java.util.concurrent.TimeUnit;

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
	void goesWithTheSystems() {
		try (MeterClock clock = new MeterClock()) {
			assertThat(clock.wallTime()).isLessThanOrEqualTo(System.currentTimeMillis());
			for (int i = 0; i < 3; i++) {
				long now = System.currentTimeMillis();
				await().atMost(30, TimeUnit.SECONDS).until(() -> clock.wallTime() > now);
				assertThat(clock.wallTime()).isLessThanOrEqualTo(System.currentTimeMillis());
			}
		}
	}

	@Test
	void isTheClockOfTheExecutablesMetersAndEndsWithIt() {
		long before = clocks();
		try (RunningApplication application = RunningApplication.start()) {
			Clock clock = application.context().getBean(Clock.class);
			assertThat(clock).isInstanceOf(MeterClock.class);
			assertThat(application.context().getBean(MeterRegistry.class).config().clock()).isSameAs(clock);
			assertThat(clocks()).isEqualTo(before + 1);
		}
		await().atMost(30, TimeUnit.SECONDS).until(() -> clocks() == before);
	}

	private static long clocks() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("sluice-meter-clock"))
			.count();
	}

}
