package io.sluice.fuzz;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import io.sluice.framing.AsciiLengthFraming;
import io.sluice.framing.LengthEncoding;
import io.sluice.framing.LengthField;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LengthLayout;
import io.sluice.spi.Framing;

/**
 * Framings with a length in front of each message.
 */
final class LengthVariants {

	private static final int LARGEST = 1 << 30;

	private static final byte[] NONE = {};

	private static final byte[] PREFIX = { (byte) 0xaa, 0x55 };

	private static final byte[] SUFFIX = { 0x03 };

	private LengthVariants() {
	}

	static List<IntFunction<Framing>> binary() {
		List<IntFunction<Framing>> framings = new ArrayList<>();
		framings.add((max) -> new LengthFraming(max, 1, ByteOrder.BIG_ENDIAN, false));
		framings.add((max) -> new LengthFraming(max, 2, ByteOrder.BIG_ENDIAN, true));
		framings.add((max) -> new LengthFraming(max, 4, ByteOrder.LITTLE_ENDIAN, true));
		framings.add((max) -> new LengthFraming(LARGEST, 4, ByteOrder.BIG_ENDIAN, false));
		for (LengthField field : fields()) {
			framings.add((max) -> new LengthFraming(max, LengthLayout.of(field, false)));
			framings.add((max) -> new LengthFraming(max, LengthLayout.of(field, true), PREFIX, NONE));
			framings.add((max) -> new LengthFraming(max, LengthLayout.of(field, false), PREFIX, SUFFIX));
			// the header in the message, part of it mirrored
			framings.add((max) -> new LengthFraming(max, new LengthLayout(3, field, 0, 0, field.size() + 5)));
			// bytes behind the length, which it does not count
			framings.add((max) -> new LengthFraming(max, new LengthLayout(1, field, 2, field.size() + 3, 0)));
			// stripped bytes that it counts, so that it can be too small
			framings
				.add((max) -> new LengthFraming(max, new LengthLayout(0, field, 0, field.size() + 4, 2), NONE, SUFFIX));
			framings.add((max) -> new LengthFraming(max, new LengthLayout(2, field, -4, 2, field.size())));
		}
		return framings;
	}

	private static List<LengthField> fields() {
		return List.of(LengthField.binary(1, ByteOrder.BIG_ENDIAN), LengthField.binary(4, ByteOrder.BIG_ENDIAN),
				LengthField.binary(3, ByteOrder.LITTLE_ENDIAN),
				new LengthField(LengthEncoding.BCD, 2, ByteOrder.BIG_ENDIAN, false),
				new LengthField(LengthEncoding.BCD, 4, ByteOrder.LITTLE_ENDIAN, false),
				new LengthField(LengthEncoding.HEX, 8, ByteOrder.BIG_ENDIAN, true),
				new LengthField(LengthEncoding.ASCII, 4, ByteOrder.BIG_ENDIAN, true));
	}

	static List<IntFunction<Framing>> digits() {
		LengthField widest = LengthField.ascii(9);
		return List.of((max) -> new AsciiLengthFraming(max, 4, false), (max) -> new AsciiLengthFraming(max, 2, true),
				(max) -> new LengthFraming(LARGEST, LengthLayout.of(widest, false)),
				(max) -> new LengthFraming(max, new LengthLayout(2, widest, -5, 0, 11)),
				(max) -> new LengthFraming(max, LengthLayout.of(widest, true), PREFIX, SUFFIX));
	}

}
