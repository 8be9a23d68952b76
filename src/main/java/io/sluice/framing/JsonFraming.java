package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * JSON objects and arrays one after another, with any white space between them. A message
 * is one of them, from its first bracket to the one that closes it, and is written with
 * LF after it. Other bytes between messages and brackets that do not match are
 * {@code BAD_FRAME}. The rest of the JSON grammar is not checked.
 * <p>
 * RFC 8259.
 *
 * @param maxSize the most bytes a message may have, without white space around it
 */
public record JsonFraming(int maxSize) implements Framing {

	/**
	 * Check the options.
	 */
	public JsonFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public byte @Nullable [] read(FrameInput in) throws IOException {
		if (!skipWhiteSpace(in)) {
			return null;
		}
		JsonScanner scanner = new JsonScanner();
		int length = 0;
		while (length < this.maxSize) {
			if (length == in.size()) {
				in.fill(this.maxSize);
			}
			else if (scanner.scan(in.at(length++))) {
				byte[] message = in.copy(0, length);
				in.skip(length);
				return message;
			}
		}
		throw MaxSize.tooLarge(this.maxSize);
	}

	private static boolean skipWhiteSpace(FrameInput in) throws IOException {
		while (in.require(1)) {
			int count = 0;
			while (count < in.size() && JsonScanner.isWhiteSpace(in.at(count))) {
				count++;
			}
			in.skip(count);
			if (in.size() > 0) {
				return true;
			}
		}
		return false;
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		String reason = MaxSize.refusal(message, this.maxSize);
		return (reason != null) ? reason : JsonScanner.refusal(message);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
		out.write('\n');
	}

}
