package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the Financial Information eXchange protocol in their tag-value encoding: a
 * message begins with BeginString ({@code 8=FIX…}) and BodyLength ({@code 9=…}), which
 * says where its CheckSum ({@code 10=nnn}) stands. The message is all of that.
 * <p>
 * A garbled message is dropped and counted, and the client gets no answer: FIX has it
 * ignored, and sequence numbers tell that it is missing. If its length and the place of
 * its checksum agree, it is dropped whole. Otherwise all is dropped up to the next
 * {@code 8=FIX}.
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
		if (total == 0 || FixMessage.total(bytes, total) != total || !FixMessage.isClosed(bytes, total)) {
			return "it is no FIX message whose BodyLength leads to its CheckSum";
		}
		return FixMessage.isWhole(bytes, total) ? null : "its CheckSum is wrong, or its third field is not MsgType";
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
	}

}
