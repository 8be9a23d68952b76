package io.sluice.bench.servers;

import java.net.InetAddress;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * The sockets of the servers in Netty: on epoll where there is one, an event loop for
 * each core.
 */
final class NettyTransport {

	/** A line of 64 KB and its end. */
	static final int MAX_LINE = 64 * 1024 + 1;

	private static final boolean EPOLL = Epoll.isAvailable();

	private NettyTransport() {
	}

	static EventLoopGroup workers() {
		return loops(Runtime.getRuntime().availableProcessors());
	}

	private static EventLoopGroup loops(int count) {
		IoHandlerFactory handlers = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		return new MultiThreadIoEventLoopGroup(count, handlers);
	}

	/**
	 * Listen, and say so.
	 */
	static void listen(String port, EventLoopGroup workers, Consumer<Channel> initializer) throws InterruptedException {
		new ServerBootstrap().group(loops(1), workers)
			.channel(EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(initializer(initializer))
			.bind(InetAddress.getLoopbackAddress(), Integer.parseInt(port))
			.sync();
		Ready.say();
	}

	/**
	 * Connect to a server on this machine.
	 * @param loop the event loop that is to serve the connection
	 */
	static ChannelFuture connect(String port, EventLoop loop, Consumer<Channel> initializer) {
		return new Bootstrap().group(loop)
			.channel(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(initializer(initializer))
			.connect(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
	}

	private static ChannelInitializer<Channel> initializer(Consumer<Channel> initializer) {
		return new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				initializer.accept(channel);
			}

		};
	}

}
