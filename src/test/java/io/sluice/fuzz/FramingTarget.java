package io.sluice.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.sluice.framing.Captures;
import io.sluice.spi.Framing;
import io.sluice.test.KitStream;

/**
 * A type of framing. Of an input, the first two bytes choose the options, and the next
 * two the places at which the rest of it is split; if these are equal, it comes byte by
 * byte.
 */
final class FramingTarget implements FuzzTarget {

	/** The bytes in front of those for the framing. */
	private static final int HEADER = 4;

	/** The largest messages: one that short inputs exceed, and one that few do. */
	private static final int SMALL = 40;

	private static final int LARGE = 600;

	/** With this bit in the second byte, the largest message is the large one. */
	private static final int LARGE_BIT = 0x80;

	private final List<FramingVariant> small;

	private final List<FramingVariant> large;

	FramingTarget(FramingVariants variants) {
		this.small = variants.create(SMALL);
		this.large = variants.create(LARGE);
	}

	@Override
	public void run(byte[] input) throws Exception {
		if (input.length < HEADER) {
			return;
		}
		List<FramingVariant> variants = ((input[1] & LARGE_BIT) != 0) ? this.large : this.small;
		FramingVariant variant = variants
			.get(((input[0] & 0xff) | (input[1] & ~LARGE_BIT & 0xff) << Byte.SIZE) % variants.size());
		byte[] bytes = Arrays.copyOfRange(input, HEADER, input.length);
		try {
			check(variant, bytes, input[2] & 0xff, input[3] & 0xff);
		}
		catch (AssertionError | Exception ex) {
			throw new AssertionError("%s: %s".formatted(variant.framing(), ex), ex);
		}
	}

	private static void check(FramingVariant variant, byte[] bytes, int first, int second) throws Exception {
		Framing framing = variant.framing();
		StreamReading whole = AllocationCheck.read(framing, bytes);
		boolean trickle = first == second;
		StreamReading split = StreamReading.of(framing,
				trickle ? Segments.bytewise(bytes) : Segments.cut(bytes, first, second));
		if (!variant.isBounded()) {
			require(whole.joined().equals(split.joined()), "%s, but split %s".formatted(whole, split));
			return;
		}
		require(whole.events().equals(split.events()), "%s, but split %s".formatted(whole, split));
		if (trickle && variant.isDecoded()) {
			List<ByteBuffer> messages = KitStream.trickle(framing, bytes).stream().map(ByteBuffer::wrap).toList();
			require(whole.messages().equals(messages), "%s, but for the kit %s".formatted(whole, messages));
		}
		RoundTrip.check(variant, whole);
	}

	private static void require(boolean condition, String failure) {
		if (!condition) {
			throw new AssertionError(failure);
		}
	}

	@Override
	public List<byte[]> seeds() {
		List<byte[]> seeds = new ArrayList<>();
		for (int i = 0; i < this.small.size(); i++) {
			for (byte[] bytes : this.small.get(i).samples()) {
				seeds.add(seed(i, 0, 5, bytes));
				seeds.add(seed(i, LARGE_BIT, 0, bytes));
			}
			for (byte[] bytes : Captures.all()) {
				seeds.add(seed(i, LARGE_BIT, 9, bytes));
			}
		}
		return seeds;
	}

	private static byte[] seed(int variant, int size, int cut, byte[] bytes) {
		byte[] seed = new byte[HEADER + bytes.length];
		seed[0] = (byte) variant;
		seed[1] = (byte) (size | variant >> Byte.SIZE);
		seed[2] = (byte) cut;
		System.arraycopy(bytes, 0, seed, HEADER, bytes.length);
		return seed;
	}

}
