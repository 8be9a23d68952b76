package io.sluice.bench.servers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * A proxy in Netty from lines to HTTP/1.1: each line is posted to the server whose port
 * is the second argument, and the body of the response is the reply. The requests of a
 * client follow one another. Each event loop has a pool of kept-alive connections, so
 * that no frame changes its thread, and bodies are not copied.
 */
public final class NettyHttpProxy {

	/** The connections of an event loop that have no request in flight. */
	private static final FastThreadLocal<Deque<Channel>> IDLE = new FastThreadLocal<>() {

		@Override
		protected Deque<Channel> initialValue() {
			return new ArrayDeque<>();
		}

	};

	private NettyHttpProxy() {
	}

	public static void main(String[] args) throws Exception {
		NettyTransport.listen(args[0], NettyTransport.workers(), (channel) -> channel.pipeline()
			.addLast(new LineBasedFrameDecoder(NettyTransport.MAX_LINE), new Client(args[1])));
	}

	/** A client's side. */
	@SuppressWarnings("FutureReturnValueIgnored") // a void promise tells the pipeline
	private static final class Client extends SimpleChannelInboundHandler<ByteBuf> {

		private final String port;

		private final Queue<ByteBuf> waiting = new ArrayDeque<>();

		private boolean busy;

		private Client(String port) {
			this.port = port;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
			this.waiting.add(line.retain());
			sendNext(context);
		}

		private void sendNext(ChannelHandlerContext context) {
			if (this.busy || this.waiting.isEmpty()) {
				return;
			}
			this.busy = true;
			FullHttpRequest request = request(this.waiting.remove());
			Channel idle = IDLE.get().pollLast();
			if (idle != null) {
				send(idle, request, context);
				return;
			}
			ChannelFuture connecting = NettyTransport.connect(this.port, context.channel().eventLoop(),
					(channel) -> channel.pipeline()
						.addLast(new HttpClientCodec(), new HttpObjectAggregator(NettyTransport.MAX_LINE),
								new Responses()));
			connecting.addListener((done) -> send(connecting.channel(), request, context));
		}

		private void send(Channel server, FullHttpRequest request, ChannelHandlerContext context) {
			server.pipeline().get(Responses.class).client = context;
			server.writeAndFlush(request, server.voidPromise());
		}

		private FullHttpRequest request(ByteBuf body) {
			FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/echo", body);
			request.headers()
				.set(HttpHeaderNames.HOST, "127.0.0.1:" + this.port)
				.set(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=UTF-8")
				.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
			return request;
		}

		private void reply(ChannelHandlerContext context, ByteBuf body) {
			context.write(body, context.voidPromise());
			context.writeAndFlush(context.alloc().buffer(1).writeByte('\n'), context.voidPromise());
			this.busy = false;
			sendNext(context);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	/** The responses of a connection to the server. */
	private static final class Responses extends SimpleChannelInboundHandler<FullHttpResponse> {

		/** The client of the request in flight. */
		private ChannelHandlerContext client;

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
			ChannelHandlerContext answered = this.client;
			IDLE.get().addLast(context.channel());
			((Client) answered.handler()).reply(answered, response.content().retain());
		}

	}

}
