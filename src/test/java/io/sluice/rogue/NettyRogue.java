package io.sluice.rogue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import lombok.RequiredArgsConstructor;

/**
 * A service by Netty, whose requests are lines.
 *
 * @param <T> what the decoders make of a request
 */
@RequiredArgsConstructor
final class NettyRogue<T> {

	/** As many as there may be connections. */
	private static final int THREADS = 512;

	private final Class<T> type;

	/** The decoders of a connection, of which the last one makes the requests. */
	private final Supplier<List<ChannelHandler>> decoders;

	private final Function<T, ByteBuf> body;

	private final BiFunction<Channel, String, Wire> wire;

	/**
	 * Start it.
	 * @param conscience notes each request
	 * @param answer deals with each request
	 */
	@SuppressWarnings("deprecation") // the pipeline takes no other executor
	void start(int port, Conscience conscience, Consumer<Wire> answer) throws InterruptedException {
		// a connection that waits must not keep others waiting
		DefaultEventExecutorGroup handlers = new DefaultEventExecutorGroup(THREADS);
		new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					NettyRogue.this.decoders.get().forEach(channel.pipeline()::addLast);
					channel.pipeline().addLast(handlers, new Handler(conscience, answer));
				}

			})
			.bind("127.0.0.1", port)
			.sync();
	}

	private final class Handler extends SimpleChannelInboundHandler<T> {

		private final Conscience conscience;

		private final Consumer<Wire> answer;

		Handler(Conscience conscience, Consumer<Wire> answer) {
			super(NettyRogue.this.type);
			this.conscience = conscience;
			this.answer = answer;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, T request) {
			String line = NettyRogue.this.body.apply(request).toString(StandardCharsets.UTF_8);
			this.conscience.note(line.substring(line.indexOf(' ') + 1));
			this.answer.accept(NettyRogue.this.wire.apply(context.channel(), line));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			var _ = context.close();
		}

	}

}
