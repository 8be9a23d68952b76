package io.sluice.bench.servers;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;

/**
 * An HTTP server in Netty, as a far end: it echoes bodies and keeps connections open.
 */
public final class NettyHttpServer {

	private NettyHttpServer() {
	}

	public static void main(String[] args) throws Exception {
		NettyTransport.listen(args[0], NettyTransport.workers(), (channel) -> channel.pipeline()
			.addLast(new HttpServerCodec(), new HttpObjectAggregator(NettyTransport.MAX_LINE), new Echo()));
	}

	@SuppressWarnings("FutureReturnValueIgnored") // a void promise tells the pipeline
	private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
			FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
					request.content().retain());
			response.headers()
				.set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
				.setInt(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
			context.writeAndFlush(response, context.voidPromise());
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
