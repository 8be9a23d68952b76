package io.sluice.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link VitalLoop} and {@link VitalThreadMonitor}: nothing that is thrown ends a loop,
 * and a loop that ends is told of.
 */
class VitalLoopTests {

	private final VitalThreadMonitor threads = new VitalThreadMonitor();

	private final List<String> told = new ArrayList<>();

	private final Deque<Throwable> failures = new ArrayDeque<>();

	private int rounds;

	VitalLoopTests() {
		this.threads.setListener(this.told::add);
	}

	@ParameterizedTest
	@ValueSource(classes = { OutOfMemoryError.class, StackOverflowError.class, IllegalStateException.class,
			InterruptedException.class, Error.class })
	void nothingThatAStepThrowsEndsTheLoop(Class<? extends Throwable> type) throws Exception {
		this.failures.add(type.getDeclaredConstructor().newInstance());
		loop().run();
		assertThat(this.rounds).isEqualTo(3);
		assertThat(this.told).isEmpty();
		assertThat(this.threads.endedThread()).isNull();
	}

	@Test
	void aFailureThatCannotBeLoggedDoesNotEndTheLoopEither() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.sluice.process");
		Exhausted appender = new Exhausted();
		appender.start();
		logger.addAppender(appender);
		try {
			this.failures.add(new OutOfMemoryError("of a test"));
			loop().run();
		}
		finally {
			logger.detachAppender(appender);
		}
		assertThat(appender.asked).isOne();
		assertThat(this.rounds).isEqualTo(3);
	}

	@Test
	void aLoopThatEndsBeforeItsTimeIsToldOfOnce() {
		new VitalLoop("test", this.threads, () -> true, () -> false).run();
		assertThat(this.told).containsExactly("test");
		assertThat(this.threads.endedThread()).isEqualTo("test");
	}

	@Test
	void whoIsToldOfAnEndIsToldAgainWhereThatFails() {
		List<String> asked = new ArrayList<>();
		this.threads.setListener((name) -> {
			asked.add(name);
			if (asked.size() < 2) {
				throw new OutOfMemoryError("of a test");
			}
		});
		new VitalLoop("test", this.threads, () -> true, () -> false).run();
		assertThat(asked).containsExactly("test", "test");
	}

	private VitalLoop loop() {
		return new VitalLoop("test", this.threads, () -> this.rounds < 3, () -> {
			this.rounds++;
			Throwable failure = this.failures.poll();
			if (failure != null) {
				throw VitalLoopTests.<RuntimeException>sneaky(failure);
			}
			return true;
		});
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T extends Throwable> T sneaky(Throwable failure) throws T {
		throw (T) failure;
	}

	/**
	 * A log that has no memory left.
	 */
	private static final class Exhausted extends AppenderBase<ILoggingEvent> {

		private int asked;

		@Override
		public synchronized void doAppend(ILoggingEvent event) {
			this.asked++;
			throw new OutOfMemoryError("of a test");
		}

		@Override
		protected void append(ILoggingEvent event) {
			doAppend(event);
		}

	}

}
