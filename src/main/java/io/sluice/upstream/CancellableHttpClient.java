package io.sluice.upstream;

import java.io.Closeable;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A client of the JDK, with responses that can be cancelled when they have begun to
 * arrive. An interrupt may end the wait for a response in the moment in which it arrives:
 * Spring then cancels a future that has completed, and nothing would close the body, nor
 * its connection.
 */
@RequiredArgsConstructor
final class CancellableHttpClient extends HttpClient {

	private final HttpClient client;

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
		return new Response<>(this.client.sendAsync(request, handler));
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			@Nullable PushPromiseHandler<T> pushes) {
		return new Response<>(this.client.sendAsync(request, handler, pushes));
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

	@Override
	public void shutdownNow() {
		this.client.shutdownNow();
	}

	/**
	 * A response that is awaited. To cancel it closes its body, too.
	 */
	private static final class Response<T> extends CompletableFuture<HttpResponse<T>> {

		private final CompletableFuture<HttpResponse<T>> source;

		Response(CompletableFuture<HttpResponse<T>> source) {
			this.source = source;
			var _ = source.whenComplete(this::settle);
		}

		private void settle(@Nullable HttpResponse<T> response, @Nullable Throwable failure) {
			if (failure != null) {
				completeExceptionally(failure);
			}
			else if (!complete(response)) {
				close(response);
			}
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
