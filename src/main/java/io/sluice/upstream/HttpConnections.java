package io.sluice.upstream;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * The connections to an HTTP service. They are kept alive and used again.
 */
public final class HttpConnections implements ClientHttpRequestFactory, AutoCloseable {

	/** The limits on the response to the request that this thread makes. */
	private static final ScopedValue<ResponseLimits> LIMITS = ScopedValue.newInstance();

	private final boolean secure;

	private final Duration connectTimeout;

	private final ExecutorService threads;

	private @Nullable SslBundle bundle;

	private volatile CountedHttpClient client;

	/**
	 * Create the connections, of which none is opened yet.
	 * @param name the name of the upstream, for its threads
	 * @param secure whether they have TLS
	 * @param connectTimeout the maximum time for one to open
	 * @param bundle the settings of TLS, or {@code null} for those of the JDK
	 */
	public HttpConnections(String name, boolean secure, Duration connectTimeout, @Nullable SslBundle bundle) {
		this.secure = secure;
		this.connectTimeout = connectTimeout;
		this.threads = Executors
			.newThreadPerTaskExecutor(Thread.ofVirtual().name("sluice-upstream-" + name + "-", 0).factory());
		this.bundle = bundle;
		this.client = create(bundle);
	}

	/**
	 * Open further connections with other certificates. The requests at the service go on
	 * over their connections.
	 * @param bundle the settings of TLS
	 */
	public synchronized void update(SslBundle bundle) {
		this.bundle = bundle;
		// the JDK ends a client that is no longer referenced when its requests are done
		this.client = create(bundle);
	}

	private CountedHttpClient usable() {
		CountedHttpClient current = this.client;
		return current.isSpent() ? replace(current) : current;
	}

	private synchronized CountedHttpClient replace(CountedHttpClient spent) {
		if (this.client == spent) {
			this.client = create(this.bundle);
			// later, because a thread may be about to send a request with it
			CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, this.threads).execute(spent::shutdown);
		}
		return this.client;
	}

	private CountedHttpClient create(@Nullable SslBundle bundle) {
		HttpClient.Builder builder = HttpClient.newBuilder()
			// over http: the JDK would ask for HTTP/2 in every request with a body
			.version(this.secure ? Version.HTTP_2 : Version.HTTP_1_1)
			.followRedirects(Redirect.NEVER)
			.connectTimeout(this.connectTimeout)
			.executor(this.threads);
		if (bundle != null) {
			SSLContext context = bundle.createSslContext();
			builder.sslContext(context).sslParameters(parameters(context, bundle.getOptions()));
		}
		return new CountedHttpClient(builder.build());
	}

	/**
	 * The protocols and ciphers of a bundle. Without protocols, the JDK would not
	 * negotiate HTTP/2.
	 */
	private static SSLParameters parameters(SSLContext context, SslOptions options) {
		SSLParameters parameters = context.getDefaultSSLParameters();
		if (options.getCiphers() != null) {
			parameters.setCipherSuites(options.getCiphers());
		}
		if (options.getEnabledProtocols() != null) {
			parameters.setProtocols(options.getEnabledProtocols());
		}
		return parameters;
	}

	/**
	 * Make a request on this thread.
	 * @param limits the limits on the response
	 * @param request makes the request
	 * @return the result of the request
	 */
	<T extends @Nullable Object> T within(ResponseLimits limits, ScopedValue.CallableOp<T, RuntimeException> request) {
		return ScopedValue.where(LIMITS, limits).call(request);
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new HttpExchange(usable(), uri, method, LIMITS.get());
	}

	@Override
	public void close() {
		this.client.shutdownNow();
		this.threads.shutdown();
	}

}
