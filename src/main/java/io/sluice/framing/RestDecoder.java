package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what another decoder leaves at the end of the stream.
 */
@RequiredArgsConstructor
final class RestDecoder implements LargeFrames, Padded {

	private final LargeFrames decoder;

	@Override
	public boolean isPadding(byte b) {
		return Padded.isPadding(this.decoder, b);
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		return this.decoder.decode(in);
	}

	@Override
	public byte @Nullable [] end(FrameBuffer in) throws FrameException {
		return (in.size() > 0) ? this.decoder.rest(in) : null;
	}

	@Override
	public @Nullable LargeFrame largeFrame(FrameBuffer in) throws FrameException {
		return this.decoder.largeFrame(in);
	}

	@Override
	public boolean isEndedByStream() {
		return true;
	}

}
