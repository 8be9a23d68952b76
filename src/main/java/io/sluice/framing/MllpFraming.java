package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * HL7 messages over TCP: a message is between VT (0x0B) and FS CR (0x1C 0x0D). Any other
 * byte between frames is {@code BAD_FRAME}. A VT inside a frame is {@code BAD_FRAME} too,
 * because the end of that frame was lost. A lone FS is data.
 * <p>
 * HL7 Version 3 Standard: Transport Specification - MLLP, Release 1.
 *
 * @param maxSize the most bytes a message may have, without the three bytes around it
 */
public record MllpFraming(int maxSize) implements Framing {

	private static final Envelope ENVELOPE = new Envelope(new StartByte("VT", (byte) 0x0b), "the end block (FS CR)",
			(byte) 0x1c, (byte) 0x0d);

	public MllpFraming {
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
