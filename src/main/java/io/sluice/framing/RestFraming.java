package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A framing with terminators, whose last message may end with the stream instead.
 *
 * @param framing a framing of this package with terminators, whose decoder has no state
 */
public record RestFraming(Framing framing) implements FramingDecorator, LargeFrames {

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		return frames().decode(in);
	}

	/**
	 * All that is left. A part of a terminator belongs to it, except a CR that may be the
	 * beginning of a line end.
	 */
	@Override
	public byte @Nullable [] end(FrameBuffer in) throws FrameException {
		int length = (in.size() > 0) ? frames().restLength(in) : -1;
		if (length > maxSize()) {
			throw MaxSize.tooLarge(maxSize());
		}
		if (length < 0) {
			return null;
		}
		byte[] message = in.copy(0, length);
		in.skip(in.size());
		return message;
	}

	@Override
	public @Nullable LargeFrame largeFrame(FrameBuffer in) throws FrameException {
		LargeFrame frame = frames().largeFrame(in);
		return (frame instanceof EndedFrame ended) ? ended.orByStream() : frame;
	}

	private LargeFrames frames() {
		return (LargeFrames) this.framing.decoder();
	}

}
