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

import io.sluice.process.Backoff;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A client of a gateway, or of any server that sends one reply to each message, in order.
 * It has one connection or several, and any number of threads may use it.
 * <pre class="code">
 * try (SluiceClient client = SluiceClient.to("127.0.0.1", 7070, new LineFraming(65536)).open()) {
 *     byte[] reply = client.request("PING".getBytes(UTF_8));
 * }
 * </pre> Replies are matched to requests by their order alone. When a sent request times
 * out, the client therefore closes the connection, and the other requests that were sent
 * over it fail with a {@link RequestUnansweredException}. A message for which no request
 * waits, such as a push, is dropped.
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
	 * Create a builder for a client.
	 * @param host the server's name or address
	 * @param port the server's port
	 * @param framing the framing of messages in both directions
	 * @return the builder
	 */
	public static Builder to(String host, int port, Framing framing) {
		return to(new Destination(host, port, framing));
	}

	/**
	 * Create a builder for a client.
	 * @param destination the server
	 * @return the builder
	 */
	public static Builder to(Destination destination) {
		return new Builder(destination);
	}

	/**
	 * Send a request and wait for its reply. Blocks at most for the request timeout. An
	 * interrupt ends the wait.
	 * @param message the request, without its framing
	 * @return the reply, without its framing
	 * @throws IllegalArgumentException if the framing cannot carry the message
	 * @throws RequestNotSentException if the request was not sent
	 * @throws RequestUnansweredException if the request was sent and has no reply
	 */
	public byte[] request(byte[] message) {
		// no stage depends on the reply, so the reading thread may complete it
		FutureRequest request = begin(message, Runnable::run);
		try {
			return request.reply().get();
		}
		catch (ExecutionException ex) {
			// a new exception, so that the stack trace shows the caller
			String reason = String.valueOf(Objects.requireNonNull(ex.getCause()).getMessage());
			throw (ex.getCause() instanceof RequestNotSentException) ? new RequestNotSentException(reason)
					: new RequestUnansweredException(reason);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			request.reply().cancel(false);
			String reason = "interrupted while it waited";
			throw request.isSent() ? new RequestUnansweredException(reason) : new RequestNotSentException(reason);
		}
	}

	/**
	 * Send a request without waiting for its reply. Blocks while 1024 requests wait to be
	 * sent over the connection. Dependent stages of the reply run on a virtual thread of
	 * their own, so they may block and send other requests, and their order is not the
	 * order of the replies. A request that is cancelled before it is sent is not sent.
	 * @param message the request, without its framing
	 * @return the future reply; fails with a {@link RequestNotSentException} or a
	 * {@link RequestUnansweredException}
	 * @throws IllegalArgumentException if the framing cannot carry the message
	 */
	public CompletableFuture<byte[]> send(byte[] message) {
		try {
			return begin(message, Thread::startVirtualThread).reply();
		}
		catch (RequestNotSentException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private FutureRequest begin(byte[] message, Executor completer) {
		String refusal = this.framing.refusal(message);
		if (refusal != null) {
			throw new IllegalArgumentException("the message cannot be sent: " + refusal);
		}
		FutureRequest request = new FutureRequest(message, completer);
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

	private void watch(FutureRequest request, Pipeline pipeline, long nanos) {
		try {
			Future<?> timeout = this.timer.schedule(() -> pipeline.expire(request, this.requestTimeout), nanos,
					TimeUnit.NANOSECONDS);
			var _ = request.reply().whenComplete((reply, failure) -> {
				timeout.cancel(false);
				pipeline.remove(request);
			});
		}
		catch (RejectedExecutionException ex) {
			// the client is closed, which fails the request too
		}
	}

	/**
	 * Choose the pipelines in turn, without closed ones.
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
	 * Close all connections. Requests without a reply fail.
	 */
	@Override
	public void close() {
		this.pipelines.forEach(Pipeline::close);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.timer.shutdown();
	}

	/**
	 * A builder for a client.
	 */
	public static final class Builder {

		private final Destination destination;

		private int connections = 1;

		private Duration connectTimeout;

		private Duration requestTimeout = Duration.ofSeconds(30);

		private Handshake handshake;

		private @Nullable Backoff backoff;

		private Builder(Destination destination) {
			this.destination = destination;
			this.connectTimeout = destination.connectTimeout();
			this.handshake = destination.handshake();
		}

		/**
		 * Set the number of connections, over which requests are distributed in turn. The
		 * default is 1.
		 * @param count the number, at least 1
		 * @return this builder
		 */
		public Builder connections(int count) {
			if (count < 1) {
				throw new IllegalArgumentException("connections must be at least 1, not " + count);
			}
			this.connections = count;
			return this;
		}

		/**
		 * Set the longest time to connect, including the TLS handshake. The default is 5
		 * s.
		 * @param timeout the timeout, above 0
		 * @return this builder
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = positive("connect timeout", timeout);
			return this;
		}

		/**
		 * Set the longest time from the call to the reply. The default is 30 s.
		 * @param timeout the timeout, above 0
		 * @return this builder
		 */
		public Builder requestTimeout(Duration timeout) {
			this.requestTimeout = positive("request timeout", timeout);
			return this;
		}

		/**
		 * Use TLS. The server's certificate must name the host.
		 * @param context the trusted certificates, and the client's own
		 * @return this builder
		 */
		public Builder ssl(SSLContext context) {
			this.handshake = new Handshake(this.handshake.proxyHeader(), () -> context);
			return this;
		}

		/**
		 * Send a PROXY header of version 1 with the address {@code UNKNOWN}, for a server
		 * that requires a header.
		 * @return this builder
		 */
		public Builder proxyHeader() {
			this.handshake = new Handshake(true, this.handshake.ssl());
			return this;
		}

		/**
		 * Connect again when a connection ends or cannot be opened. Unsent requests wait
		 * for the next connection. Requests that were sent and have no reply fail.
		 * @param waits the delays before each attempt
		 * @return this builder
		 */
		public Builder reconnect(Backoff waits) {
			this.backoff = waits;
			return this;
		}

		/**
		 * Create the client, and open all connections. A client that reconnects opens
		 * them in the background instead, and repeats failed attempts until it is closed.
		 * @return the client
		 * @throws UncheckedIOException if a connection cannot be opened
		 */
		public SluiceClient open() {
			Destination complete = new Destination(this.destination.host(), this.destination.port(),
					this.destination.framing(), this.connectTimeout, this.handshake, this.destination.source());
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
