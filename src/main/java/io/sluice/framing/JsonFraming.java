package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
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

	/**
	 * Whether the messages of a framing are JSON, possibly behind other bytes.
	 * @param framing any framing
	 * @return {@code false} for {@code first-of}: each of its streams chooses
	 */
	public static boolean isJson(Framing framing) {
		return switch (framing) {
			case JsonFraming _ -> true;
			case FramingDecorator decorator -> isJson(decorator.framing());
			default -> false;
		};
	}

	@Override
	public int maxFrameSize() {
		// LF is written behind a message
		return this.maxSize + 1;
	}

	@Override
	public Decoder decoder() {
		return new JsonDecoder(this.maxSize);
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
