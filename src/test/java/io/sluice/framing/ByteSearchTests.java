package io.sluice.framing;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ByteSearch}.
 */
class ByteSearchTests {

	/** Values that a search by subtraction and carry could mistake for one another. */
	private static final byte[] ALIKE = { 0, 1, 2, 0x7f, (byte) 0x80, (byte) 0x81, (byte) 0xfe, (byte) 0xff };

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void findsTheFirstByteWhereverItIsLookedFor(long seed) {
		Random random = new Random(seed);
		byte[] bytes = random(random, 70);
		for (byte wanted : ALIKE) {
			for (int from = 0; from <= bytes.length; from++) {
				for (int to = from; to <= bytes.length; to++) {
					assertThat(ByteSearch.indexOf(bytes, from, to, wanted))
						.as("seed %d: %d in %d to %d", seed, wanted, from, to)
						.isEqualTo(naive(bytes, from, to, wanted));
				}
			}
		}
	}

	@Test
	void findsEveryByteAmongAnyOther() {
		for (int wanted = 0; wanted < 256; wanted++) {
			for (int other = 0; other < 256; other++) {
				byte[] bytes = new byte[16];
				Arrays.fill(bytes, (byte) other);
				int index = (wanted == other) ? 0 : (wanted + other) % 16;
				bytes[index] = (byte) wanted;
				assertThat(ByteSearch.indexOf(bytes, 0, 16, (byte) wanted)).isEqualTo(index);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 800, 4095, 10_000 })
	void findsAByteInAnyPlaceOfALongArray(int length) {
		for (byte other : ALIKE) {
			byte wanted = (byte) (other ^ 1);
			byte[] bytes = new byte[length];
			Arrays.fill(bytes, other);
			assertThat(ByteSearch.indexOf(bytes, 3, length, wanted)).isEqualTo(-1);
			for (int index = 0; index < length; index++) {
				bytes[index] = wanted;
				assertThat(ByteSearch.indexOf(bytes, 3, length, wanted)).isEqualTo((index < 3) ? -1 : index);
				assertThat(ByteSearch.indexOf(bytes, 3, index, wanted)).isEqualTo(-1);
				bytes[index] = other;
			}
		}
	}

	@Test
	void findsTheFirstOfManyInALongArray() {
		byte[] bytes = new byte[20_000];
		for (int index = bytes.length - 1; index >= 0; index -= 61) {
			bytes[index] = 1;
			assertThat(ByteSearch.indexOf(bytes, 0, bytes.length, (byte) 1)).isEqualTo(index);
		}
	}

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void findsTheFirstSequenceWhereverItIsLookedFor(long seed) {
		Random random = new Random(seed);
		byte[] bytes = random(random, 60);
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] &= 1;
		}
		for (int length = 1; length <= 8; length++) {
			int begin = random.nextInt(bytes.length - length);
			byte[] wanted = Arrays.copyOfRange(bytes, begin, begin + length);
			for (int from = 0; from <= bytes.length; from++) {
				for (int to = from; to <= bytes.length; to++) {
					assertThat(ByteSearch.indexOf(bytes, from, to, wanted))
						.as("seed %d: %d bytes in %d to %d", seed, length, from, to)
						.isEqualTo(naive(bytes, from, to, wanted));
				}
			}
		}
	}

	private static byte[] random(Random random, int length) {
		byte[] bytes = new byte[length];
		int kinds = 2 + random.nextInt(ALIKE.length - 1);
		for (int i = 0; i < length; i++) {
			bytes[i] = ALIKE[random.nextInt(kinds)];
		}
		return bytes;
	}

	private static int naive(byte[] bytes, int from, int to, byte... wanted) {
		for (int i = from; i + wanted.length <= to; i++) {
			if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + wanted.length), wanted)) {
				return i;
			}
		}
		return -1;
	}

}
