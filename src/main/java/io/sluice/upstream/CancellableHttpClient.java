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
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A client of the JDK that counts malformed responses, and has responses that can be
 * cancelled when they have begun to arrive. To the JDK, a request has ended when its body
 * can be read: if it is cancelled then, the JDK drops the body without closing it, and
 * its connection stays open.
 */
@RequiredArgsConstructor
class CancellableHttpClient extends HttpClient {

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
		Body<T> body = new Body<>(handler);
		return new Response<>(this.client.sendAsync(request, body), body, this.malformed);
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			@Nullable PushPromiseHandler<T> pushes) {
		Body<T> body = new Body<>(handler);
		return new Response<>(this.client.sendAsync(request, body, pushes), body, this.malformed);
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
	 * A response that is awaited. Cancelling it also closes its body.
	 */
	private static final class Response<T> extends CompletableFuture<HttpResponse<T>> {

		private final CompletableFuture<HttpResponse<T>> source;

		private final Body<T> body;

		private final AtomicInteger malformed;

		Response(CompletableFuture<HttpResponse<T>> source, Body<T> body, AtomicInteger malformed) {
			this.source = source;
			this.body = body;
			this.malformed = malformed;
			var _ = source.whenComplete(this::settle);
		}

		private void settle(@Nullable HttpResponse<T> response, @Nullable Throwable failure) {
			if (failure != null) {
				fail((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
						: failure);
			}
			else {
				complete(response);
			}
		}

		private void fail(Throwable failure) {
			boolean defect = failure instanceof RuntimeException && !(failure instanceof CancellationException);
			if (defect || failure instanceof ProtocolException) {
				this.malformed.incrementAndGet();
			}
			// the JDK reports a malformed length by its parser's exception
			completeExceptionally(
					defect ? new IOException("the response is malformed: " + failure.getMessage(), failure) : failure);
		}

		@Override
		public boolean cancel(boolean interrupt) {
			boolean cancelled = super.cancel(interrupt);
			this.source.cancel(interrupt);
			this.body.cancel();
			return cancelled;
		}

	}

	/**
	 * The body of a response, which can be cancelled before and after it has begun to
	 * arrive.
	 */
	@RequiredArgsConstructor
	private static final class Body<T> implements BodyHandler<T> {

		private final BodyHandler<T> handler;

		private volatile @Nullable CompletionStage<T> content;

		private volatile boolean cancelled;

		@Override
		public BodySubscriber<T> apply(ResponseInfo response) {
			BodySubscriber<T> subscriber = this.handler.apply(response);
			this.content = subscriber.getBody();
			if (this.cancelled) {
				closeWhenKnown(this.content);
			}
			return subscriber;
		}

		void cancel() {
			this.cancelled = true;
			closeWhenKnown(this.content);
		}

		private static void closeWhenKnown(@Nullable CompletionStage<?> content) {
			if (content != null) {
				var _ = content.thenAccept(Body::close);
			}
		}

		private static void close(@Nullable Object content) {
			if (content instanceof Closeable open) {
				try {
					open.close();
				}
				catch (IOException ex) {
					// the body is no longer read
				}
			}
		}

	}

}
