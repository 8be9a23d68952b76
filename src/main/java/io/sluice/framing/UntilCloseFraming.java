package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * One message for each stream: all bytes up to its end. There is no empty message.
 *
 * @param maxSize the most bytes a message may have
 */
public record UntilCloseFraming(int maxSize) implements Framing, Decoder {

	/**
	 * Check the options.
	 */
	public UntilCloseFraming {
		MaxSize.check(maxSize);
	}

	/**
	 * Whether a framing writes messages of this framing, possibly by way of others.
	 * @param framing any framing
	 * @return whether its messages end with the stream
	 */
	public static boolean isBehind(Framing framing) {
		return switch (framing) {
			case UntilCloseFraming _ -> true;
			case FramingDecorator decorator -> isBehind(decorator.framing());
			case FirstOfFraming chooser -> isBehind(chooser.usual());
			default -> false;
		};
	}

	@Override
	public int maxFrameSize() {
		// one byte more shows that the message is too large
		return this.maxSize + 1;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		if (in.size() > this.maxSize) {
			throw MaxSize.tooLarge(this.maxSize);
		}
		return in.needEnd();
	}

	@Override
	public byte @Nullable [] end(FrameBuffer in) {
		return (in.size() > 0) ? in.take(in.size()) : null;
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
