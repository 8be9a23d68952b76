package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Messages that end in CR LF. A CR or LF by itself is data.
 *
 * @param maxSize the most bytes a message may have, without CR LF
 */
public record CrlfFraming(int maxSize) implements Framing {

	private static final byte[] CRLF = { '\r', '\n' };

	private static final Terminator END = new Terminator("the line end (CR LF)", CRLF);

	public CrlfFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public byte @Nullable [] read(FrameInput in) throws IOException {
		return END.read(in, 0, this.maxSize);
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return END.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
		out.write(CRLF);
	}

}
