package io.sluice.connection;

import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.process.MemoryBudget;
import io.sluice.spi.RequestGate;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/**
 * {@link RequestResult}: however the target and a thread that ends the request meet, it
 * ends once, its reply is written or dropped, and no interrupt is left for the next
 * request. The checker also fails where the connection's thread waits indefinitely.
 */
class RequestResultDrill {

	private static final int INVOCATIONS = 1_000;

	private static final Message<String> REPLY = new GenericMessage<>("reply");

	private static final OutstandingRequest EXPIRED = new OutstandingRequest(null, RequestEnd.EXPIRED,
			new OutstandingRequestTracker("test", 0, MemoryBudget.UNLIMITED), RequestGate.OPEN);

	/** The checker does not stop a thread at what only that one knows. */
	@SuppressWarnings("UnusedVariable")
	private static volatile Request latest;

	@Test
	void replyMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(false);
			Thread sweeper = start(request::end);
			request.answer();
			request.conclude();
			request.check(sweeper);
		});
	}

	@Test
	void returnWithoutReplyMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(false);
			Thread sweeper = start(request::end);
			request.conclude();
			request.check(sweeper);
		});
	}

	@Test
	void replyOfAnotherThreadEndsTheWait() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(true);
			Thread target = start(request::answer);
			request.conclude();
			request.check(target);
		});
	}

	@Test
	void replyOfAnotherThreadMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(true);
			Thread target = start(request::answer);
			Thread sweeper = start(request::end);
			request.conclude();
			request.check(target, sweeper);
		});
	}

	private static Thread start(Runnable action) {
		Thread thread = new Thread(action);
		thread.start();
		return thread;
	}

	/**
	 * A request on the connection's thread, and what became of it.
	 */
	private static final class Request extends RequestResult {

		private final boolean awaited;

		private int answers;

		private int refusedAnswers;

		private final AtomicInteger ends = new AtomicInteger();

		private final AtomicInteger droppedReplies = new AtomicInteger();

		private int writtenReplies;

		private int returns;

		private boolean interrupted;

		Request(boolean awaited) {
			this.awaited = awaited;
			latest = this;
		}

		@Override
		boolean isReplyAwaited() {
			return this.awaited;
		}

		@Override
		void leaveTarget(OutstandingRequest outstanding) {
		}

		void answer() {
			this.answers++;
			if (!offer(REPLY)) {
				this.refusedAnswers++;
			}
		}

		void end() {
			Object before = end(EXPIRED);
			if (before != null) {
				this.ends.incrementAndGet();
				this.droppedReplies.addAndGet((before == REPLY) ? 1 : 0);
				thread().interrupt();
				settle();
			}
		}

		void conclude() {
			Object result = await();
			this.interrupted = Thread.currentThread().isInterrupted();
			this.writtenReplies += (result == REPLY) ? 1 : 0;
			this.returns += (result == RequestEnd.NO_REPLY) ? 1 : 0;
		}

		void check(Thread... others) {
			try {
				for (Thread other : others) {
					other.join();
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("An interrupt came after the request", ex);
			}
			if (this.interrupted || this.ends.get() + this.writtenReplies + this.returns != 1
					|| this.refusedAnswers + this.droppedReplies.get() + this.writtenReplies != this.answers) {
				throw new IllegalStateException(
						"interrupted: %s, ends: %s, returns: %d, replies: %d written, %s dropped, %d refused of %d"
							.formatted(this.interrupted, this.ends, this.returns, this.writtenReplies,
									this.droppedReplies, this.refusedAnswers, this.answers));
			}
		}

	}

}
