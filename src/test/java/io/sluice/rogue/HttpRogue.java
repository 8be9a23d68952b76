package io.sluice.rogue;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;

/**
 * A service over HTTP by Netty that answers with the body of the request.
 */
final class HttpRogue {

	private HttpRogue() {
	}

	static void start(int port, Conscience conscience) throws InterruptedException {
		new NettyRogue<>(FullHttpRequest.class, () -> List.of(new HttpServerCodec(), new HttpObjectAggregator(10_000)),
				FullHttpRequest::content, HttpWire::new)
			.start(port, conscience, conscience::answer);
	}

	private record HttpWire(Channel channel, String line) implements Wire {

		private String response() {
			return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(this.line.length(), this.line);
		}

		/** Past the codec, which would not write what is no response. */
		private void write(String text) {
			var _ = this.channel.pipeline()
				.context(HttpServerCodec.class)
				.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		}

		@Override
		public void reply() {
			write(response());
		}

		@Override
		public void twice() {
			write(response() + response());
		}

		@Override
		public void garbage() {
			write("x".repeat(5000));
		}

		@Override
		public void half() {
			String response = response();
			write(response.substring(0, response.length() - this.line.length() / 2));
		}

		@Override
		public void close() {
			var _ = this.channel.close();
		}

	}

}
