package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Messages of one size, without bytes around them.
 *
 * @param maxSize the most bytes a message may have
 * @param size the size of every message in bytes, at most {@code maxSize}
 */
public record FixedFraming(int maxSize, int size) implements Framing {

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
	public byte @Nullable [] read(FrameInput in) throws IOException {
		return in.require(1) ? in.take(this.size) : null;
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
