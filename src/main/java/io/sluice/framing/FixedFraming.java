package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one size, without bytes around them.
 *
 * @param maxSize the most bytes a message may have
 * @param size the size of every message in bytes, at most {@code maxSize}
 */
public record FixedFraming(int maxSize, int size) implements Framing, Decoder {

	/**
	 * Check the options.
	 */
	public FixedFraming {
		MaxSize.check(maxSize);
		if (size < 1 || size > maxSize) {
			throw new IllegalArgumentException(
					"the size must be 1 to max-size (%d) bytes, not %d".formatted(maxSize, size));
		}
	}

	@Override
	public int maxFrameSize() {
		return this.size;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) {
		return in.take(this.size);
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return (message.length != this.size) ? "it has %d bytes, not %d".formatted(message.length, this.size) : null;
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
	}

}
