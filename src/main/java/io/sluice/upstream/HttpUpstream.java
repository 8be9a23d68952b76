package io.sluice.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.ObservationRegistry;
import io.sluice.process.LogLimit;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import io.sluice.upstream.UpstreamException.Failure;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestBodySpec;

/**
 * An HTTP service. The calling thread waits for the response. An interrupt ends the wait
 * and the request.
 */
@Slf4j(topic = "io.sluice.upstream")
public final class HttpUpstream implements Upstream, AutoCloseable {

	/** The time after which a service that has not answered may be at fault. */
	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String name;

	private final HttpConnections connections;

	private final int maxInFlight;

	/** First come, first served: a request that waits has a deadline. */
	private final Semaphore places;

	private final RestClient client;

	private final FailureStreak failures = new FailureStreak();

	private final LogLimit warnings = new LogLimit();

	/**
	 * Create an upstream.
	 * @param name its name, for the log
	 * @param connections the connections to the service
	 * @param maxInFlight the maximum number of requests at the service at once
	 * @param observations makes an observation of each request, and passes its trace on
	 */
	public HttpUpstream(String name, HttpConnections connections, int maxInFlight, ObservationRegistry observations) {
		this.name = name;
		this.connections = connections;
		this.maxInFlight = maxInFlight;
		this.places = new Semaphore(maxInFlight, true);
		this.client = RestClient.builder()
			.requestFactory(connections)
			.configureMessageConverters((converters) -> converters.disableDefaults()
				.addCustomConverter(new ByteArrayHttpMessageConverter()))
			.observationRegistry(observations)
			.observationConvention(new QuietConvention())
			.build();
	}

	/**
	 * Make a request and wait for its response.
	 * @param call the request
	 * @param body its body
	 * @param limits the limits on the response
	 * @return the body of the response, or {@code null} if there is none
	 * @throws UpstreamException if the service has not answered, or not with success
	 */
	byte @Nullable [] exchange(HttpCall call, byte[] body, ResponseLimits limits) {
		acquirePlace(limits.timeout());
		long start = System.nanoTime();
		try {
			byte[] reply = send(call, body, limits);
			this.failures.recordAnswer();
			return reply;
		}
		catch (UpstreamException ex) {
			record(ex, System.nanoTime() - start);
			throw ex;
		}
		finally {
			this.places.release();
		}
	}

	private void acquirePlace(Duration timeout) {
		try {
			if (!this.places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new UpstreamException(Failure.NOT_SENT, "too many requests are at the upstream", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new UpstreamException(Failure.NOT_SENT, "the request ended before it was sent", ex);
		}
	}

	private byte @Nullable [] send(HttpCall call, byte[] body, ResponseLimits limits) {
		RequestBodySpec request = this.client.method(call.method())
			.uri(call.url())
			.headers((headers) -> headers.addAll(call.headers()));
		if (call.body()) {
			request.body(body);
		}
		try {
			return this.connections.within(limits,
					() -> request.exchange((sent, response) -> HttpResponseReader.read(response, limits.maxSize())));
		}
		catch (ResourceAccessException ex) {
			throw failure((ex.getCause() instanceof IOException cause) ? cause : new IOException(ex));
		}
	}

	private static UpstreamException failure(IOException cause) {
		return isOfConnect(cause) ? new UpstreamException(Failure.NOT_SENT, "the upstream cannot be reached", cause)
				: new UpstreamException(Failure.UNANSWERED, "the upstream did not reply", cause);
	}

	private static boolean isOfConnect(Throwable cause) {
		return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
	}

	/**
	 * Record a failure. An interrupt after a short time says nothing about the service:
	 * the client has left.
	 */
	private void record(UpstreamException ex, long nanos) {
		if (ex.failure() == Failure.REFUSED) {
			this.failures.recordAnswer();
			return;
		}
		boolean interrupted = Thread.currentThread().isInterrupted();
		if (!interrupted || nanos >= PATIENCE_NANOS) {
			this.failures.recordFailure(UpstreamException.describe(ex), System.nanoTime());
		}
		if (!interrupted) {
			this.warnings.log(log, "[{}] {}{}", this.name, ex.getMessage(),
					(ex.getCause() != null) ? ": " + ex.getCause() : "");
		}
	}

	/**
	 * Connections are opened by requests.
	 */
	@Override
	public void start() {
	}

	@Override
	public int inFlight() {
		return inFlightAtService() + this.places.getQueueLength();
	}

	private int inFlightAtService() {
		return this.maxInFlight - this.places.availablePermits();
	}

	/**
	 * The upstream as its operator sees it: down while it does not answer.
	 * @param address the address of the service
	 */
	UpstreamStatus status(HttpAddress address) {
		String problem = this.failures.problem(System.nanoTime());
		int inFlight = inFlightAtService();
		return new UpstreamStatus((problem != null) ? UpstreamState.DOWN : UpstreamState.UP,
				List.of(new UpstreamStatus.Address(address.toString(), inFlight, inFlight, problem)), inFlight,
				this.places.getQueueLength());
	}

	@Override
	public void stop() {
		this.connections.close();
	}

	@Override
	public void close() {
		stop();
	}

}
