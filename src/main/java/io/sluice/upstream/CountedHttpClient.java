package io.sluice.upstream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.process.DurationText;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A client of the JDK that counts malformed responses.
 */
@RequiredArgsConstructor
final class CountedHttpClient {

	/**
	 * The malformed responses that a client can have. The JDK never closes the connection
	 * of one, unless the other end or the client does.
	 */
	private static final int MAX_MALFORMED = 32;

	private final HttpClient client;

	private final AtomicInteger malformed = new AtomicInteger();

	/**
	 * Whether another client must take its place, because it holds connections that are
	 * of no use.
	 */
	boolean isSpent() {
		return this.malformed.get() >= MAX_MALFORMED;
	}

	/**
	 * Send a request, and wait for the whole response. One that is no longer awaited is
	 * cancelled.
	 * @param request the request
	 * @param body collects the body of the response
	 * @param timeout the time for the whole response
	 * @return the response
	 * @throws HttpTimeoutException if the response has not arrived in time
	 * @throws InterruptedIOException if the thread is interrupted, which it still is
	 * afterwards
	 * @throws IOException if the request fails
	 */
	<T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body, Duration timeout) throws IOException {
		CompletableFuture<HttpResponse<T>> response = this.client.sendAsync(request, body);
		try {
			return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			response.cancel(true);
			throw new HttpTimeoutException("no response within " + DurationText.of(timeout));
		}
		catch (InterruptedException ex) {
			response.cancel(true);
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("the request was interrupted");
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
	}

	private IOException failure(@Nullable Throwable cause) {
		if (cause instanceof RuntimeException defect) {
			// the JDK reports a malformed length by its parser's exception
			this.malformed.incrementAndGet();
			return new IOException("the response is malformed: " + defect.getMessage(), defect);
		}
		if (cause instanceof ProtocolException) {
			this.malformed.incrementAndGet();
		}
		return (cause instanceof IOException failure) ? failure : new IOException(cause);
	}

	/**
	 * End when the requests at the service have ended, and close all connections then.
	 */
	void shutdown() {
		this.client.shutdown();
	}

	/**
	 * End the requests at the service, and close all connections.
	 */
	void shutdownNow() {
		this.client.shutdownNow();
	}

}
