package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Messages between STX (0x02) and ETX (0x03). Any other byte between frames is
 * {@code BAD_FRAME}, and so is an STX inside a frame, as the end of that frame was lost.
 *
 * @param maxSize the most bytes a message may have, without STX and ETX
 */
public record StxEtxFraming(int maxSize) implements Framing {

	private static final StartByte START = new StartByte("STX", (byte) 0x02);

	private static final byte ETX = 0x03;

	private static final Terminator END = new Terminator(START, "the frame's end (ETX)", ETX);

	public StxEtxFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public byte @Nullable [] read(FrameInput in) throws IOException {
		if (!in.require(1)) {
			return null;
		}
		if (in.at(0) != START.value()) {
			throw FrameException.expected("a frame to begin with " + START, in.at(0));
		}
		return END.read(in, 1, this.maxSize);
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return END.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(START.value());
		out.write(message);
		out.write(ETX);
	}

}
