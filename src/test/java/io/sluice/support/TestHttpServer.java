package io.sluice.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP service that keeps what it was asked.
 */
public final class TestHttpServer implements AutoCloseable {

	private final HttpServer server;

	private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

	/**
	 * Serve on a free port.
	 * @param handler answers
	 */
	public TestHttpServer(HttpHandler handler) {
		this(create(), handler);
	}

	/**
	 * Serve by a server that has been created, for example one with TLS.
	 * @param handler answers
	 */
	public TestHttpServer(HttpServer server, HttpHandler handler) {
		this.server = server;
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", (exchange) -> {
			this.asked.add(Asked.of(exchange));
			try (exchange) {
				handler.handle(exchange);
			}
		});
		server.start();
	}

	private static HttpServer create() {
		try {
			return HttpServer.create(address(), 1000);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
	}

	/**
	 * Answers every request with a status and a body.
	 */
	public static HttpHandler answering(int status, String body) {
		return (exchange) -> answer(exchange, status, body);
	}

	public static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		if (bytes.length > 0) {
			exchange.getResponseBody().write(bytes);
		}
	}

	public int port() {
		return this.server.getAddress().getPort();
	}

	public String url() {
		return "http://127.0.0.1:" + port();
	}

	/**
	 * The requests until now, in the order in which they came.
	 */
	public Queue<Asked> asked() {
		return this.asked;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * A request.
	 *
	 * @param method its method
	 * @param url path and query, as they were sent
	 * @param headers its headers
	 * @param body its body
	 * @param port the client's port
	 */
	public record Asked(String method, String url, Headers headers, String body, int port) {

		static Asked of(HttpExchange exchange) throws IOException {
			return new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(),
					new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
					exchange.getRemoteAddress().getPort());
		}

	}

}
