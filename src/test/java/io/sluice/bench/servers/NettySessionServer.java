package io.sluice.bench.servers;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * Netty with a map of named channels and a group of all. Nobody waits: a command is
 * replied to when the last of its writes has been made.
 */
public final class NettySessionServer {

	private static final byte[] MESSAGE = (Commands.LINE + '\n').getBytes(StandardCharsets.US_ASCII);

	private final ConcurrentMap<String, Channel> named = new ConcurrentHashMap<>();

	private final ChannelGroup all = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final AtomicInteger logins = new AtomicInteger();

	private NettySessionServer() {
	}

	public static void main(String[] args) throws Exception {
		NettySessionServer server = new NettySessionServer();
		NettyTransport.listen(args[0], NettyTransport.workers(), (channel) -> channel.pipeline()
			.addLast(new LineBasedFrameDecoder(NettyTransport.MAX_LINE), server.new Client()));
	}

	private static ByteBuf line(Channel channel, byte[] line) {
		return channel.alloc().ioBuffer(line.length).writeBytes(line);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // a listener or the pipeline is told
	private final class Client extends SimpleChannelInboundHandler<ByteBuf> {

		@Override
		public void channelActive(ChannelHandlerContext context) {
			NettySessionServer.this.all.add(context.channel());
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
			String line = frame.toString(StandardCharsets.US_ASCII);
			if (line.startsWith("push")) {
				push(context.channel(), Commands.count(line));
			}
			else if (line.equals("broadcast")) {
				broadcast(context.channel());
			}
			else {
				NettySessionServer.this.named.put(Commands.name(NettySessionServer.this.logins.getAndIncrement()),
						context.channel());
				reply(context.channel(), line);
			}
		}

		private void push(Channel commander, int count) {
			int logins = NettySessionServer.this.logins.get();
			AtomicInteger left = new AtomicInteger(count);
			ChannelFutureListener written = (write) -> {
				if (!write.isSuccess()) {
					reply(commander, "failed: " + write.cause());
				}
				else if (left.decrementAndGet() == 0) {
					reply(commander, Commands.done(count));
				}
			};
			for (int i = 0; i < count; i++) {
				Channel channel = Objects.requireNonNull(
						NettySessionServer.this.named.get(Commands.name(ThreadLocalRandom.current().nextInt(logins))));
				channel.writeAndFlush(line(channel, MESSAGE)).addListener(written);
			}
		}

		private void broadcast(Channel commander) {
			int count = NettySessionServer.this.all.size();
			NettySessionServer.this.all.writeAndFlush(line(commander, MESSAGE))
				.addListener((Future<Void> write) -> reply(commander,
						write.isSuccess() ? Commands.done(count) : "failed: " + write.cause()));
		}

		private void reply(Channel channel, String line) {
			channel.writeAndFlush(line(channel, (line + '\n').getBytes(StandardCharsets.US_ASCII)),
					channel.voidPromise());
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
