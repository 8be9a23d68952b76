package io.sluice.bench.servers;

import java.net.InetAddress;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.LineBasedFrameDecoder;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/**
 * Reactor Netty as its reference shows it, with Netty's line decoder. A frame keeps its
 * line end and goes back as it came, without a copy.
 */
public final class ReactorServer {

	private ReactorServer() {
	}

	public static void main(String[] args) {
		DisposableServer server = TcpServer.create()
			.host(InetAddress.getLoopbackAddress().getHostAddress())
			.port(Integer.parseInt(args[0]))
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.doOnConnection((connection) -> connection
				.addHandlerLast(new LineBasedFrameDecoder(NettyTransport.MAX_LINE, false, false)))
			.handle((in, out) -> out.send(in.receive().retain()))
			.bindNow();
		Ready.say();
		server.onDispose().block();
	}

}
