package io.sluice.connection;

import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.spi.Exchange.ReplyTiming;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/**
 * {@link SerialExchange}: however replies, the deadline and the end of the connection
 * meet, the request ends once, each reply is written or counted as dropped, its place is
 * given back once, and no interrupt is left for the next request. The checker also fails
 * where the connection's thread waits indefinitely.
 */
class SerialExchangeDrill {

	private static final int INVOCATIONS = 1_000;

	private static final Message<String> REPLY = new GenericMessage<>("reply");

	/** The checker does not stop a thread at what only that one knows. */
	@SuppressWarnings("UnusedVariable")
	private static volatile Request latest;

	/**
	 * One event after the other. The checker takes a class that is initialized by two
	 * threads for one that hangs.
	 */
	@BeforeAll
	static void initializeClasses() {
		Request late = new Request(ReplyTiming.AWAITED);
		late.expire();
		late.reply();
		late.conclude();
		late.check();
		Request lost = new Request(ReplyTiming.ON_RETURN);
		lost.disconnect(false);
		lost.conclude();
		lost.check();
	}

	@Test
	void replyMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.ON_RETURN);
			Thread sweeper = DrilledThreads.start(request::expire);
			request.reply();
			request.conclude();
			request.check(sweeper);
		});
	}

	@Test
	void returnWithoutReplyMeetsTheEndOfTheConnection() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.ON_RETURN);
			Thread closer = DrilledThreads.start(() -> request.disconnect(true));
			request.conclude();
			request.check(closer);
		});
	}

	@Test
	void deadlineMeetsTheEndOfTheConnection() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.ON_RETURN);
			Thread sweeper = DrilledThreads.start(request::expire);
			Thread closer = DrilledThreads.start(() -> request.disconnect(false));
			request.reply();
			request.conclude();
			request.check(sweeper, closer);
		});
	}

	@Test
	void returnWithoutReplyMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.ON_RETURN);
			Thread sweeper = DrilledThreads.start(request::expire);
			request.conclude();
			request.check(sweeper);
		});
	}

	@Test
	void replyOfAnotherThreadEndsTheWait() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.AWAITED);
			Thread target = DrilledThreads.start(request::reply);
			request.conclude();
			request.check(target);
		});
	}

	@Test
	void replyOfAnotherThreadMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.AWAITED);
			Thread target = DrilledThreads.start(request::reply);
			Thread sweeper = DrilledThreads.start(request::expire);
			request.conclude();
			request.check(target, sweeper);
		});
	}

	@Test
	void replyOfAnotherThreadMeetsTheEndOfTheConnection() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.AWAITED);
			Thread target = DrilledThreads.start(request::reply);
			Thread closer = DrilledThreads.start(() -> request.disconnect(true));
			request.conclude();
			request.check(target, closer);
		});
	}

	@Test
	void twoRepliesMeetTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.AWAITED);
			Thread target = DrilledThreads.start(request::reply);
			Thread late = DrilledThreads.start(request::reply);
			Thread sweeper = DrilledThreads.start(request::expire);
			request.conclude();
			request.check(target, late, sweeper);
		});
	}

	/**
	 * A request on the connection's thread, and what became of it.
	 */
	private static final class Request {

		private final DrilledSurroundings around = new DrilledSurroundings();

		private final AtomicInteger replies = new AtomicInteger();

		private final AtomicInteger ends = new AtomicInteger();

		private final SerialExchange exchange;

		private int written;

		private int returns;

		private boolean interrupted;

		Request(ReplyTiming reply) {
			this.exchange = new SerialExchange(this.around.listener(PipelinePolicy.SERIAL),
					DrilledSurroundings.CONNECTION, this.around.gate, new byte[0], 0);
			this.around.gate.enter(0);
			this.exchange.enter();
			this.exchange.recordRoute("route", reply, null);
			latest = this;
		}

		void reply() {
			this.replies.incrementAndGet();
			this.exchange.send(REPLY);
		}

		void expire() {
			if (this.exchange.expire(DrilledSurroundings.TIMEOUT.toNanos())) {
				this.ends.incrementAndGet();
				this.exchange.settle();
			}
		}

		void disconnect(boolean interrupts) {
			if (this.exchange.disconnect(interrupts)) {
				this.ends.incrementAndGet();
				this.exchange.settle();
			}
		}

		void conclude() {
			Object result = this.exchange.await();
			this.interrupted = Thread.currentThread().isInterrupted();
			this.written += (result == REPLY) ? 1 : 0;
			this.returns += (result == RequestEnd.NO_REPLY) ? 1 : 0;
			this.exchange.release();
		}

		void check(Thread... others) {
			DrilledThreads.join("An interrupt came after the request", others);
			if (this.interrupted) {
				throw new IllegalStateException("An interrupt is left for the next request");
			}
			if (this.ends.get() + this.written + this.returns != 1
					|| this.written + this.around.dropped.get() != this.replies.get()) {
				throw new IllegalStateException("%s ends, %d returns, replies: %d written, %s dropped of %s"
					.formatted(this.ends, this.returns, this.written, this.around.dropped, this.replies));
			}
			this.around.checkPlace();
		}

	}

}
