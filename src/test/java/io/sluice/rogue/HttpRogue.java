package io.sluice.rogue;

import java.nio.charset.StandardCharsets;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultEventExecutorGroup;

/**
 * A service over HTTP by Netty that answers with the body of the request.
 */
final class HttpRogue {

	private HttpRogue() {
	}

	@SuppressWarnings("deprecation") // the pipeline takes no other executor
	static void start(int port, Conscience conscience) throws InterruptedException {
		// a connection that waits must not keep others waiting
		DefaultEventExecutorGroup handlers = new DefaultEventExecutorGroup(512);
		new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(10_000))
						.addLast(handlers, new Handler(conscience));
				}

			})
			.bind("127.0.0.1", port)
			.sync();
	}

	private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {

		private final Conscience conscience;

		Handler(Conscience conscience) {
			this.conscience = conscience;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
			String line = request.content().toString(StandardCharsets.UTF_8);
			this.conscience.note(line.substring(line.indexOf(' ') + 1));
			this.conscience.answer(new HttpWire(context.channel(), line));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			var _ = context.close();
		}

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
