package io.sluice.connection;

import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.session.PushFrame;
import io.sluice.session.PushFrame.Purpose;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * {@link Push}: however the thread that writes, the sweeper and the one that closes the
 * connection meet, the push ends once, and its result tells what has left.
 */
class PushDrill {

	private static final int INVOCATIONS = 2_000;

	@Test
	void pushThatExpiresAtItsWriteIsWrittenOrWithdrawn() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Written push = new Written();
			Thread sweeper = DrilledThreads.start(push.push::expire);
			push.write();
			push.check(sweeper);
		});
	}

	@Test
	void pushWithoutRoomIsWithdrawnByWhoeverIsLast() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Written push = new Written();
			Thread sweeper = DrilledThreads.start(push.push::expire);
			push.attempt();
			push.check(sweeper);
			push.checkEnd(Outcome.STUCK, false);
		});
	}

	@Test
	void pushThatExpiresInTheMiddleIsStuckWithAPart() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Written push = new Written();
			Thread sweeper = DrilledThreads.start(push.push::expire);
			push.writePart();
			push.check(sweeper);
			push.checkEnd(Outcome.STUCK, push.left);
		});
	}

	@Test
	void pushEndsOnceWhenItsConnectionCloses() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Written push = new Written();
			Thread sweeper = DrilledThreads.start(push.push::expire);
			Thread closer = DrilledThreads
				.start(() -> push.push.fail(Outcome.NOT_CONNECTED, "the connection is closed"));
			push.attempt();
			push.check(sweeper, closer);
		});
	}

	/**
	 * A push, and the thread that writes it.
	 */
	private static final class Written implements PushOwner {

		/** The checker does not stop a thread at what only that one knows. */
		@SuppressWarnings("UnusedVariable")
		private static volatile Written latest;

		private final Push push = new Push(this, null, new PushFrame(new byte[1], 1, Purpose.PUSH), 0, 0);

		private final AtomicInteger ends = new AtomicInteger();

		private volatile boolean left;

		Written() {
			latest = this;
		}

		void write() {
			if (this.push.begin()) {
				this.left = true;
				this.push.recordWritten();
			}
		}

		void attempt() {
			if (this.push.begin()) {
				this.push.pause();
			}
		}

		void writePart() {
			if (this.push.begin()) {
				this.left = true;
				this.push.recordPart();
			}
		}

		@Override
		public void withdraw(Push withdrawn) {
		}

		@Override
		public void recordEnd(Push ended, Outcome outcome, boolean partial) {
			this.ends.incrementAndGet();
		}

		void check(Thread... others) {
			DrilledThreads.join("An interrupt came to the thread that checks", others);
			PushResult result = this.push.result().getNow(null);
			if (this.ends.get() != 1 || result == null) {
				throw new IllegalStateException(this.ends + " ends with " + result);
			}
			if (this.left != (result.isWritten() || result.partial())) {
				throw new IllegalStateException(result + ", though it has left: " + this.left);
			}
		}

		void checkEnd(Outcome outcome, boolean partial) {
			PushResult result = this.push.result().join();
			if (result.outcome() != outcome || result.partial() != partial) {
				throw new IllegalStateException(result.toString());
			}
		}

	}

}
