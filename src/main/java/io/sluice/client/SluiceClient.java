package io.sluice.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import io.sluice.framing.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A client of a gateway, or of any server that answers each message with one, in order.
 * For any number of threads, over one connection or several. <pre class="code">
 * try (SluiceClient client = SluiceClient.to("127.0.0.1", 7070, new LineFraming(65536)).open()) {
 *     byte[] reply = client.request("PING".getBytes(UTF_8));
 * }
 * </pre> Answers are told apart by their order alone. So where a request that was sent
 * times out, its connection is given up, and what else was sent over it is unanswered
 * too. A message for which no request waits, such as a push, is dropped.
 */
public final class SluiceClient implements AutoCloseable {

	private final Framing framing;

	private final Duration requestTimeout;

	private final List<Pipeline> pipelines;

	private final AtomicInteger next = new AtomicInteger();

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("sluice-client-timer").factory());

	private SluiceClient(Framing framing, Duration requestTimeout, List<Pipeline> pipelines) {
		this.framing = framing;
		this.requestTimeout = requestTimeout;
		this.pipelines = pipelines;
		this.timer.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Begin to describe a client.
	 * @param host the server's name or address
	 * @param port the server's port
	 * @param framing how messages stand in the stream, both ways
	 * @return what the rest can be set on
	 */
	public static Builder to(String host, int port, Framing framing) {
		return to(new Destination(host, port, framing));
	}

	/**
	 * Begin to describe a client.
	 * @param destination where it connects to, and how
	 * @return what the rest can be set on
	 */
	public static Builder to(Destination destination) {
		return new Builder(destination);
	}

	/**
	 * Send a request and wait for its answer, or for the thread to be interrupted.
	 * @param message the request, without its framing
	 * @return the answer, without its framing
	 * @throws IllegalArgumentException if the framing cannot carry the message
	 * @throws RequestNotSentException if it was not sent
	 * @throws RequestUnansweredException if it was sent and not answered
	 */
	public byte[] request(byte[] message) {
		// no other thread can wait for the answer, so it is completed where it comes
		Request request = begin(message, Runnable::run);
		try {
			return request.answer().get();
		}
		catch (ExecutionException ex) {
			// one of its own, so that the stack trace shows who asked
			String reason = String.valueOf(Objects.requireNonNull(ex.getCause()).getMessage());
			throw (ex.getCause() instanceof RequestNotSentException) ? new RequestNotSentException(reason)
					: new RequestUnansweredException(reason);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			request.answer().cancel(false);
			String reason = "interrupted while it waited";
			throw request.isSent() ? new RequestUnansweredException(reason) : new RequestNotSentException(reason);
		}
	}

	/**
	 * Send a request. Others may be sent before its answer has come. What depends on the
	 * answer may block and send other requests: it runs on a virtual thread of its own,
	 * and so answers that come together may be seen in any order. Cancelled before it was
	 * sent, a request is not sent.
	 * @param message the request, without its framing
	 * @return the answer to come; fails with a {@link RequestNotSentException} or a
	 * {@link RequestUnansweredException}
	 * @throws IllegalArgumentException if the framing cannot carry the message
	 */
	public CompletableFuture<byte[]> send(byte[] message) {
		try {
			return begin(message, Thread::startVirtualThread).answer();
		}
		catch (RequestNotSentException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private Request begin(byte[] message, Executor completer) {
		String refusal = this.framing.refusal(message);
		if (refusal != null) {
			throw new IllegalArgumentException("the message cannot be sent: " + refusal);
		}
		Request request = new Request(message, completer);
		Pipeline pipeline = nextPipeline();
		try {
			long left = pipeline.add(request, this.requestTimeout);
			watch(request, pipeline, left);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RequestNotSentException("interrupted before it was sent");
		}
		return request;
	}

	private void watch(Request request, Pipeline pipeline, long nanos) {
		try {
			Future<?> timeout = this.timer.schedule(() -> pipeline.expire(request, this.requestTimeout), nanos,
					TimeUnit.NANOSECONDS);
			var _ = request.answer().whenComplete((answer, failure) -> {
				timeout.cancel(false);
				pipeline.remove(request);
			});
		}
		catch (RejectedExecutionException ex) {
			// the client is closed, which fails the request too
		}
	}

	/**
	 * The connections in turn, without those that are closed.
	 */
	private Pipeline nextPipeline() {
		int size = this.pipelines.size();
		int first = this.next.getAndIncrement();
		for (int i = 0; i < size; i++) {
			Pipeline candidate = this.pipelines.get(Math.floorMod(first + i, size));
			if (candidate.closeReason() == null) {
				return candidate;
			}
		}
		return this.pipelines.get(Math.floorMod(first, size));
	}

	/**
	 * Close all connections. What has not been answered fails.
	 */
	@Override
	public void close() {
		this.pipelines.forEach(Pipeline::close);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.timer.shutdown();
	}

	/**
	 * A client to be.
	 */
	public static final class Builder {

		private final Destination destination;

		private int connections = 1;

		private Duration connectTimeout;

		private Duration requestTimeout = Duration.ofSeconds(30);

		private Handshake opening;

		private @Nullable Backoff backoff;

		private Builder(Destination destination) {
			this.destination = destination;
			this.connectTimeout = destination.connectTimeout();
			this.opening = destination.opening();
		}

		/**
		 * Spread requests over several connections; 1 unless set.
		 * @param count how many, at least 1
		 * @return this
		 */
		public Builder connections(int count) {
			if (count < 1) {
				throw new IllegalArgumentException("connections must be at least 1, not " + count);
			}
			this.connections = count;
			return this;
		}

		/**
		 * How long connecting may take, the TLS handshake included; 5 s unless set.
		 * @param timeout the time
		 * @return this
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = positive("connect timeout", timeout);
			return this;
		}

		/**
		 * How long a request may take from its sending to its answer; 30 s unless set.
		 * @param timeout the time
		 * @return this
		 */
		public Builder requestTimeout(Duration timeout) {
			this.requestTimeout = positive("request timeout", timeout);
			return this;
		}

		/**
		 * Talk TLS.
		 * @param context whose certificates are trusted, and the client's own
		 * @return this
		 */
		public Builder ssl(SSLContext context) {
			this.opening = new Handshake(this.opening.proxyHeader(), context);
			return this;
		}

		/**
		 * Begin with a PROXY header, which says that the connection is the client's own:
		 * for a server that requires one.
		 * @return this
		 */
		public Builder proxyHeader() {
			this.opening = new Handshake(true, this.opening.ssl());
			return this;
		}

		/**
		 * Connect again when a connection ends or cannot be made. Requests that have not
		 * been sent wait for it; what was sent and not answered fails all the same.
		 * @param waits how long to wait before each attempt
		 * @return this
		 */
		public Builder reconnect(Backoff waits) {
			this.backoff = waits;
			return this;
		}

		/**
		 * Connect.
		 * @return the client, with all its connections open. Where it reconnects, they
		 * are opened behind the scenes instead, and no failure ends that
		 * @throws UncheckedIOException if a connection cannot be made
		 */
		public SluiceClient open() {
			Destination complete = new Destination(this.destination.host(), this.destination.port(),
					this.destination.framing(), this.connectTimeout, this.opening, this.destination.source());
			List<Pipeline> pipelines = new ArrayList<>();
			SluiceClient client = new SluiceClient(complete.framing(), this.requestTimeout, pipelines);
			try {
				for (int i = 0; i < this.connections; i++) {
					Pipeline pipeline = new Pipeline(complete, this.backoff);
					pipeline.start((this.backoff != null) ? null : ClientConnection.open(complete, false));
					pipelines.add(pipeline);
				}
				return client;
			}
			catch (RuntimeException ex) {
				client.close();
				throw ex;
			}
			catch (IOException ex) {
				client.close();
				throw new UncheckedIOException("cannot connect to %s: %s".formatted(complete,
						FailureText.ofConnect(ex, complete.connectTimeout())), ex);
			}
		}

		private static Duration positive(String what, Duration timeout) {
			if (!timeout.isPositive()) {
				throw new IllegalArgumentException("the %s must be above 0, not %s".formatted(what, timeout));
			}
			return timeout;
		}

	}

}
