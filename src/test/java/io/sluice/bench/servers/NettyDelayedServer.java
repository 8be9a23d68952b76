package io.sluice.bench.servers;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.LineBasedFrameDecoder;

/**
 * Netty with its line decoder, as a far end that takes some time: it echoes each line so
 * many milliseconds after it came as the second argument says.
 */
public final class NettyDelayedServer {

	private NettyDelayedServer() {
	}

	public static void main(String[] args) throws Exception {
		long millis = Long.parseLong(args[1]);
		NettyTransport.listen(args[0], NettyTransport.workers(), (channel) -> channel.pipeline()
			.addLast(new LineBasedFrameDecoder(NettyTransport.MAX_LINE, false, false), new DelayedEcho(millis)));
	}

	@SuppressWarnings("FutureReturnValueIgnored") // a void promise tells the pipeline
	private static final class DelayedEcho extends ChannelInboundHandlerAdapter {

		private final long millis;

		private DelayedEcho(long millis) {
			this.millis = millis;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object frame) {
			context.executor()
				.schedule(() -> context.writeAndFlush(frame, context.voidPromise()), this.millis,
						TimeUnit.MILLISECONDS);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
