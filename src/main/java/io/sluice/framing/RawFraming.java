package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * No framing: a message is what one read returns, cut at {@code maxSize}. The client's
 * own message boundaries are lost. An empty message writes nothing.
 *
 * @param maxSize the most bytes a message may have
 */
public record RawFraming(int maxSize) implements Framing, Decoder {

	/**
	 * Check the options.
	 */
	public RawFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public int maxFrameSize() {
		return this.maxSize;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) {
		return in.take(Math.min(in.size(), this.maxSize));
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return MaxSize.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
	}

}
