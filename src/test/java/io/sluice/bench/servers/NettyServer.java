package io.sluice.bench.servers;

import java.nio.file.Path;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sluice.support.TestTls;

/**
 * Netty with its line decoder. A frame keeps its line end and goes back as it came,
 * without a copy; what one read brought is flushed together. With a key store as second
 * argument over TLS 1.3, by the JDK.
 */
public final class NettyServer {

	private NettyServer() {
	}

	public static void main(String[] args) throws Exception {
		SslContext tls = (args.length > 1) ? tls(Path.of(args[1])) : null;
		NettyTransport.listen(args[0], NettyTransport.workers(), (channel) -> {
			if (tls != null) {
				channel.pipeline().addLast(tls.newHandler(channel.alloc()));
			}
			channel.pipeline().addLast(new LineBasedFrameDecoder(NettyTransport.MAX_LINE, false, false), new Echo());
		});
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
