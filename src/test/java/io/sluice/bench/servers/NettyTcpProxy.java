package io.sluice.bench.servers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.EventExecutor;

/**
 * A proxy in Netty that frames both sides: the clients share eight pipelined connections
 * to the far end, whose port is the second argument, and replies are matched by their
 * order. A client keeps to one connection of its own event loop, so that no frame changes
 * its thread and replies need no sorting. Frames are not copied; what one read brought is
 * flushed together, on either side.
 */
public final class NettyTcpProxy {

	private static final int CONNECTIONS = 8;

	private NettyTcpProxy() {
	}

	public static void main(String[] args) throws Exception {
		EventLoopGroup workers = NettyTransport.workers();
		Map<EventExecutor, List<FarEnd>> farEnds = new HashMap<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			EventLoop loop = workers.next();
			FarEnd farEnd = new FarEnd();
			NettyTransport
				.connect(args[1], loop,
						(channel) -> channel.pipeline()
							.addLast(new LineBasedFrameDecoder(NettyTransport.MAX_LINE, false, false), farEnd))
				.sync();
			farEnds.computeIfAbsent(loop, (key) -> new ArrayList<>()).add(farEnd);
		}
		NettyTransport.listen(args[0], workers,
				(channel) -> channel.pipeline()
					.addLast(new LineBasedFrameDecoder(NettyTransport.MAX_LINE, false, false),
							new Client(next(farEnds.get(channel.eventLoop())))));
	}

	/**
	 * In turn. Called by the thread of the loop whose connections these are.
	 */
	private static FarEnd next(List<FarEnd> ofLoop) {
		FarEnd next = ofLoop.removeFirst();
		ofLoop.add(next);
		return next;
	}

	/** A client's side. */
	@SuppressWarnings("FutureReturnValueIgnored") // a void promise tells the pipeline
	private static final class Client extends ChannelInboundHandlerAdapter {

		private final FarEnd farEnd;

		private Client(FarEnd farEnd) {
			this.farEnd = farEnd;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object frame) {
			this.farEnd.send(context.channel(), frame);
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			this.farEnd.flush();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	/** A connection to the far end. */
	@SuppressWarnings("FutureReturnValueIgnored") // a void promise tells the pipeline
	private static final class FarEnd extends ChannelInboundHandlerAdapter {

		/** The clients of the requests in flight, in their order. */
		private final Queue<Channel> waiting = new ArrayDeque<>();

		/** The clients that a reply was written to and not flushed. */
		private final List<Channel> unflushed = new ArrayList<>();

		private Channel channel;

		@Override
		public void channelActive(ChannelHandlerContext context) {
			this.channel = context.channel();
		}

		void send(Channel client, Object frame) {
			this.waiting.add(client);
			this.channel.write(frame, this.channel.voidPromise());
		}

		void flush() {
			this.channel.flush();
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object frame) {
			Channel client = this.waiting.remove();
			client.write(frame, client.voidPromise());
			if (this.unflushed.isEmpty() || this.unflushed.getLast() != client) {
				this.unflushed.add(client);
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			this.unflushed.forEach(Channel::flush);
			this.unflushed.clear();
		}

	}

}
