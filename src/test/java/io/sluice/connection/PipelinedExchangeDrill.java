package io.sluice.connection;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.socket.PolledSocket;
import io.sluice.socket.PollerGroup;
import io.sluice.spi.Delivery;
import io.sluice.spi.Exchange.ReplyTiming;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/**
 * {@link PipelinedExchange}: however the return of the target, its replies, the deadline
 * and the end of the connection meet, the request is concluded once, each reply is
 * written or counted as dropped, and its place is given back once. The checker also fails
 * where the connection's thread waits indefinitely.
 */
class PipelinedExchangeDrill {

	private static final int INVOCATIONS = 1_000;

	private static final Message<byte[]> REPLY = new GenericMessage<>(new byte[] { 1 });

	/** No request writes to it. */
	private static final PolledSocket SOCKET = socket();

	/** The checker does not stop a thread at what only that one knows. */
	@SuppressWarnings("UnusedVariable")
	private static volatile Request latest;

	private static PolledSocket socket() {
		try {
			return new PolledSocket(PollerGroup.shared());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One event after the other. The checker takes a class that is initialized by two
	 * threads for one that hangs.
	 */
	@BeforeAll
	static void initializeClasses() {
		Request late = new Request(ReplyTiming.AWAITED, false);
		late.exchange.send();
		late.expire();
		late.reply();
		late.conclude();
		late.check();
		Request answered = new Request(ReplyTiming.ON_RETURN, true);
		answered.exchange.start();
		answered.disconnect();
		answered.conclude();
		answered.check();
	}

	@Test
	void replyMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.ON_RETURN, true);
			request.exchange.start();
			Thread sweeper = DrilledThreads.start(request::expire);
			request.conclude();
			request.check(sweeper);
		});
	}

	@Test
	void returnWithoutReplyMeetsTheEndOfTheConnection() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.ON_RETURN, false);
			request.exchange.start();
			Thread closer = DrilledThreads.start(request::disconnect);
			request.conclude();
			request.check(closer);
		});
	}

	@Test
	void deadlineMeetsTheEndOfTheConnection() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.AWAITED, false);
			request.exchange.send();
			Thread sweeper = DrilledThreads.start(request::expire);
			Thread closer = DrilledThreads.start(request::disconnect);
			request.conclude();
			request.reply();
			request.check(sweeper, closer);
		});
	}

	@Test
	void replyOfAnotherThreadMeetsTheReturn() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.AWAITED, false);
			request.exchange.start();
			Thread other = DrilledThreads.start(request::reply);
			request.conclude();
			request.check(other);
		});
	}

	@Test
	void replyOfAnotherThreadMeetsTheDeadline() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Request request = new Request(ReplyTiming.AWAITED, false);
			request.exchange.send();
			Thread other = DrilledThreads.start(request::reply);
			Thread sweeper = DrilledThreads.start(request::expire);
			request.conclude();
			request.check(other, sweeper);
		});
	}

	/**
	 * A request, and what became of it.
	 */
	private static final class Request {

		private final DrilledSurroundings around = new DrilledSurroundings();

		private final AtomicInteger replies = new AtomicInteger();

		private final AtomicInteger ends = new AtomicInteger();

		private final Pipeline pipeline;

		private final PipelinedExchange exchange;

		private Thread worker;

		private int written;

		Request(ReplyTiming reply, boolean replies) {
			ListenerContext listener = this.around.listener(new PipelinePolicy(2, 2, true, this::newThread));
			ConnectionContext connection = DrilledSurroundings.CONNECTION;
			this.pipeline = new Pipeline(listener, new ConnectionStreams(listener, SOCKET),
					new ReplyEncoder(listener, connection), new ConnectionJournal(listener, connection));
			this.pipeline.begin();
			this.exchange = new PipelinedExchange(listener, connection, this.around.gate, new byte[0], 0,
					this.pipeline);
			this.pipeline.open().add(this.exchange);
			this.around.gate.enter(0);
			this.exchange.enter();
			this.exchange.deliver(this.exchange.recordRoute("route", reply, null), new Target(replies ? this : null));
			latest = this;
		}

		private Thread newThread(Runnable target) {
			this.worker = new Thread(target);
			return this.worker;
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

		void disconnect() {
			if (this.exchange.disconnect(true)) {
				this.ends.incrementAndGet();
				this.exchange.settle();
			}
		}

		/** What the connection's thread does. */
		void conclude() {
			while (this.exchange.reply() == null) {
				this.pipeline.park(Long.MAX_VALUE);
				for (PipelinedExchange next = this.pipeline.poll(); next != null; next = this.pipeline.poll()) {
					next.advance();
				}
			}
			EncodedReply reply = this.exchange.reply();
			this.written += (reply.size() > 0) ? 1 : 0;
			this.pipeline.remove(this.exchange, reply);
			this.exchange.release();
		}

		void check(Thread... others) {
			DrilledThreads.join("An interrupt came to another thread than the target's", others);
			if (this.worker != null) {
				DrilledThreads.join("An interrupt came to another thread than the target's", this.worker);
			}
			if (this.written + this.around.dropped.get() != this.replies.get() || this.ends.get() + this.written > 1) {
				throw new IllegalStateException("%s ends, replies: %d written, %s dropped of %s".formatted(this.ends,
						this.written, this.around.dropped, this.replies));
			}
			this.around.checkPlace();
		}

	}

	/**
	 * A target that replies before it returns, or not.
	 */
	private record Target(Request request) implements Delivery {

		@Override
		public void send(Message<byte[]> message) {
			if (this.request != null) {
				this.request.reply();
			}
		}

		@Override
		public Mode mode() {
			return Mode.CONCURRENT;
		}

	}

}
