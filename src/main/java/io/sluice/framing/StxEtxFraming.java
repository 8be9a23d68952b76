package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Messages between STX (0x02) and ETX (0x03). Any other byte between frames is {@code
 * BAD_FRAME}. An STX inside a frame is {@code BAD_FRAME} too, because the end of that
 * frame was lost.
 *
 * @param maxSize the most bytes a message may have, without STX and ETX
 */
public record StxEtxFraming(int maxSize) implements Framing {

	private static final Envelope ENVELOPE = new Envelope(new StartByte("STX", (byte) 0x02), "the frame's end (ETX)",
			(byte) 0x03);

	public StxEtxFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public byte @Nullable [] read(FrameInput in) throws IOException {
		return ENVELOPE.read(in, this.maxSize);
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return ENVELOPE.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		ENVELOPE.write(message, out);
	}

}
