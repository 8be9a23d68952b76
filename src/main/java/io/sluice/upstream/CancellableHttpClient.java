package io.sluice.upstream;

import java.io.Closeable;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProtocolException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A client of the JDK that counts malformed responses, and has responses that can be
 * cancelled when they have begun to arrive. An interrupt may end the wait for a response
 * in the moment in which it arrives: Spring then cancels a future that has completed, and
 * nothing would close the body, nor its connection.
 */
@RequiredArgsConstructor
final class CancellableHttpClient extends HttpClient {

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

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
		return new Response<>(this.client.sendAsync(request, handler), this.malformed);
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			@Nullable PushPromiseHandler<T> pushes) {
		return new Response<>(this.client.sendAsync(request, handler, pushes), this.malformed);
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
			throws IOException, InterruptedException {
		return this.client.send(request, handler);
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

	/**
	 * End when the requests at the service have ended, and close all connections then.
	 */
	@Override
	public void shutdown() {
		this.client.shutdown();
	}

	@Override
	public void shutdownNow() {
		this.client.shutdownNow();
	}

	/**
	 * A response that is awaited. To cancel it closes its body, too.
	 */
	private static final class Response<T> extends CompletableFuture<HttpResponse<T>> {

		private final CompletableFuture<HttpResponse<T>> source;

		private final AtomicInteger malformed;

		Response(CompletableFuture<HttpResponse<T>> source, AtomicInteger malformed) {
			this.source = source;
			this.malformed = malformed;
			var _ = source.whenComplete(this::settle);
		}

		private void settle(@Nullable HttpResponse<T> response, @Nullable Throwable failure) {
			if (failure != null) {
				fail((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
						: failure);
			}
			else if (!complete(response)) {
				close(response);
			}
		}

		private void fail(Throwable failure) {
			boolean defect = failure instanceof RuntimeException && !(failure instanceof CancellationException);
			if (defect || failure instanceof ProtocolException) {
				this.malformed.incrementAndGet();
			}
			// the JDK reports a malformed length by an exception of its parser
			completeExceptionally(defect ? new IOException("the response is malformed", failure) : failure);
		}

		@Override
		public boolean cancel(boolean interrupt) {
			boolean cancelled = super.cancel(interrupt);
			if (!this.source.cancel(interrupt) && this.source.state() == State.SUCCESS) {
				close(this.source.resultNow());
			}
			return cancelled;
		}

		private static void close(@Nullable HttpResponse<?> response) {
			if (response != null && response.body() instanceof Closeable body) {
				try {
					body.close();
				}
				catch (IOException ex) {
					// it is not read any more
				}
			}
		}

	}

}
