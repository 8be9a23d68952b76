package io.sluice.rogue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A service over HTTP that answers with the body of the request.
 */
final class HttpRogue {

	private HttpRogue() {
	}

	static void start(int port, Conscience conscience) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", (exchange) -> {
			byte[] body = exchange.getRequestBody().readAllBytes();
			String line = new String(body, StandardCharsets.UTF_8);
			conscience.note(line.substring(line.indexOf(' ') + 1));
			conscience.answer(new HttpWire(exchange, body));
		});
		server.start();
	}

	@SuppressWarnings("ArrayRecordComponent") // never compared
	private record HttpWire(HttpExchange exchange, byte[] body) implements Wire {

		@Override
		public void reply() throws IOException {
			this.exchange.sendResponseHeaders(200, this.body.length);
			this.exchange.getResponseBody().write(this.body);
			this.exchange.close();
		}

		@Override
		public void garbage() throws IOException {
			close();
		}

		@Override
		public void half() throws IOException {
			this.exchange.sendResponseHeaders(200, this.body.length);
			this.exchange.getResponseBody().write(this.body, 0, this.body.length / 2);
			this.exchange.getResponseBody().flush();
		}

		@Override
		public void close() throws IOException {
			// closes the connection, because the response is not complete
			this.exchange.close();
			throw new IOException("closed");
		}

	}

}
