package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the Financial Information eXchange protocol in their tag-value encoding: a
 * message begins with BeginString ({@code 8=FIX…}) and BodyLength ({@code 9=…}), which
 * gives the position of its CheckSum ({@code 10=nnn}). All these fields, and the last
 * separator, are part of the message.
 * <p>
 * A garbled message is dropped and counted, and the client gets no answer: FIX requires
 * the receiver to ignore it, and a gap in the sequence numbers shows that it is missing.
 * If BodyLength leads to a CheckSum, exactly this message is dropped. Otherwise
 * everything up to the next {@code 8=FIX} is dropped.
 * <p>
 * FIX session layer, "Message validation" and "Garbled message".
 *
 * @param maxSize the most bytes a message may have, from {@code 8=} to the last separator
 */
public record FixFraming(int maxSize) implements Framing {

	/**
	 * Check the options.
	 */
	public FixFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public int maxFrameSize() {
		return Math.max(this.maxSize, FixMessage.LONGEST_HEADER);
	}

	@Override
	public Decoder decoder() {
		return new FixDecoder(this.maxSize);
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		String reason = MaxSize.refusal(message, this.maxSize);
		if (reason != null) {
			return reason;
		}
		int total = message.length;
		IndexedBytes bytes = (index) -> message[index];
		if (total == 0 || FixMessage.total(bytes, total) != total || !FixMessage.hasCheckSum(bytes, total)) {
			return "it is not one FIX message, or its BodyLength does not lead to its CheckSum";
		}
		return FixMessage.isValid(bytes, total) ? null : "its CheckSum is wrong, or its third field is not MsgType";
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
	}

}
