package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Messages that end in CR LF. A lone CR or LF is data.
 *
 * @param maxSize the most bytes a message may have, without CR LF
 */
public record CrlfFraming(int maxSize) implements Framing {

	private static final Envelope ENVELOPE = new Envelope("the line end (CR LF)", (byte) '\r', (byte) '\n');

	public CrlfFraming {
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
