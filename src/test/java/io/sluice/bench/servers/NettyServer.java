package io.sluice.bench.servers;

import java.net.InetAddress;
import java.nio.file.Path;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sluice.support.TestTls;

/**
 * Netty with its line decoder, on epoll where there is one. A frame keeps its line end
 * and goes back as it came, without a copy; what one read brought is flushed together.
 * With a key store as second argument over TLS 1.3, by the JDK.
 */
public final class NettyServer {

	private static final int MAX_LINE = 64 * 1024 + 1;

	private NettyServer() {
	}

	public static void main(String[] args) throws Exception {
		SslContext tls = (args.length > 1) ? tls(Path.of(args[1])) : null;
		boolean epoll = Epoll.isAvailable();
		IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		new ServerBootstrap()
			.group(new MultiThreadIoEventLoopGroup(1, handlers),
					new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), handlers))
			.channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					if (tls != null) {
						channel.pipeline().addLast(tls.newHandler(channel.alloc()));
					}
					channel.pipeline().addLast(new LineBasedFrameDecoder(MAX_LINE, false, false), new Echo());
				}

			})
			.bind(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))
			.sync();
		Ready.say();
	}

	private static SslContext tls(Path store) throws Exception {
		return SslContextBuilder.forServer(TestTls.keysOf(store))
			.sslProvider(SslProvider.JDK)
			.protocols("TLSv1.3")
			.build();
	}

	@SuppressWarnings("FutureReturnValueIgnored") // a void promise tells the pipeline
	private static final class Echo extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object frame) {
			context.write(frame, context.voidPromise());
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
