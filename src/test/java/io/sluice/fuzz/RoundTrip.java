package io.sluice.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.sluice.fuzz.StreamReading.Kind;
import io.sluice.spi.Framing;

/**
 * A message that was read is written in one frame and read back, unless the framing
 * refuses it; and an error reply to it can be made.
 */
final class RoundTrip {

	private static final byte[] ERROR = "ERR BAD_FRAME".getBytes(StandardCharsets.US_ASCII);

	private RoundTrip() {
	}

	/**
	 * Check the first and the last message, so that many short ones cost no more.
	 */
	static void check(FramingVariant variant, StreamReading reading) throws IOException {
		List<ByteBuffer> messages = reading.events()
			.stream()
			.filter((event) -> event.kind() == Kind.MESSAGE)
			.map(StreamReading.Event::bytes)
			.toList();
		if (!messages.isEmpty()) {
			check(variant, reading.framing(), messages.getFirst());
			if (messages.size() > 1) {
				check(variant, reading.framing(), messages.getLast());
			}
		}
	}

	private static void check(FramingVariant variant, Framing framing, ByteBuffer message) throws IOException {
		byte[] bytes = StreamReading.copy(message);
		byte[] reply = framing.toReply(ERROR, bytes);
		if (framing.refusal(reply) == null) {
			framing.frame(reply);
		}
		Framing reader = variant.reader(framing);
		if (reader == null || framing.refusal(bytes) != null) {
			return;
		}
		byte[] frame = framing.frame(bytes);
		StreamReading again = StreamReading.of(reader, Segments.whole(twice(frame)));
		// a length in the message is written in another way than it was read
		boolean same = again.messages().size() == 2 && again.events().size() == 3;
		for (ByteBuffer read : again.messages()) {
			same &= Arrays.equals(framing.frame(StreamReading.copy(read)), frame);
		}
		if (!same) {
			throw new AssertionError(
					"0x%s is written and read back as %s".formatted(HexFormat.of().formatHex(bytes), again));
		}
	}

	private static byte[] twice(byte[] frame) {
		return ByteBuffer.allocate(2 * frame.length).put(frame).put(frame).array();
	}

}
