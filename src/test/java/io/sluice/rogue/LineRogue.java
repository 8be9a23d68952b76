package io.sluice.rogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.LineBasedFrameDecoder;

/**
 * A service by Netty that answers every line with itself.
 */
final class LineRogue {

	private LineRogue() {
	}

	static void inOrder(int port, Conscience conscience) throws InterruptedException {
		start(port, conscience, conscience::answer);
	}

	static void inAnyOrder(int port, Conscience conscience) throws InterruptedException {
		start(port, conscience, conscience::answerInAnyOrder);
	}

	private static void start(int port, Conscience conscience, Consumer<Wire> answer) throws InterruptedException {
		new NettyRogue<>(ByteBuf.class, () -> List.of(new LineBasedFrameDecoder(1000)), Function.identity(),
				LineWire::new)
			.start(port, conscience, answer);
	}

	private record LineWire(Channel channel, String line) implements Wire {

		private void write(String text) {
			var _ = this.channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		}

		@Override
		public void reply() {
			write(this.line + "\n");
		}

		@Override
		public void garbage() {
			write("x".repeat(5000));
		}

		@Override
		public void half() {
			write(this.line.substring(0, this.line.length() / 2));
		}

		@Override
		public void close() throws IOException {
			var _ = this.channel.close();
		}

	}

}
