package io.sluice.rogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.DefaultEventExecutorGroup;

/**
 * A service by Netty that answers every line with itself.
 */
final class LineRogue {

	private LineRogue() {
	}

	static void inOrder(int port, Conscience conscience) throws InterruptedException {
		start(port, conscience, conscience::answer);
	}

	static void inAnyOrder(int port, Conscience conscience) throws InterruptedException {
		start(port, conscience, conscience::answerInAnyOrder);
	}

	@SuppressWarnings("deprecation") // the pipeline takes no other executor
	private static void start(int port, Conscience conscience, Consumer<Wire> answer) throws InterruptedException {
		// a connection that waits must not keep others waiting
		DefaultEventExecutorGroup handlers = new DefaultEventExecutorGroup(256);
		new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					channel.pipeline()
						.addLast(new LineBasedFrameDecoder(1000))
						.addLast(handlers, new Handler(conscience, answer));
				}

			})
			.bind("127.0.0.1", port)
			.sync();
	}

	private static final class Handler extends SimpleChannelInboundHandler<ByteBuf> {

		private final Conscience conscience;

		private final Consumer<Wire> answer;

		Handler(Conscience conscience, Consumer<Wire> answer) {
			this.conscience = conscience;
			this.answer = answer;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
			String line = message.toString(StandardCharsets.UTF_8);
			this.conscience.note(line.substring(line.indexOf(' ') + 1));
			this.answer.accept(new LineWire(context.channel(), line));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			var _ = context.close();
		}

	}

	private record LineWire(Channel channel, String line) implements Wire {

		private void write(String text) {
			var _ = this.channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		}

		@Override
		public void reply() {
			write(this.line + "\n");
		}

		@Override
		public void garbage() {
			write("x".repeat(5000));
		}

		@Override
		public void half() {
			write(this.line.substring(0, this.line.length() / 2));
		}

		@Override
		public void close() throws IOException {
			var _ = this.channel.close();
		}

	}

}
