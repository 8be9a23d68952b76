package io.sluice.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds bytes in arrays: passes over blocks that do not have the byte, and looks at what
 * is left eight bytes at a time.
 */
public final class ByteSearch {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final int BLOCK = 256;

	private static final int LONG_BLOCK = 4 * 1024;

	private static final long LOW_BITS = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	private ByteSearch() {
	}

	/**
	 * Find a byte.
	 * @param bytes where
	 * @param from the index to begin at
	 * @param to the index to end before
	 * @param wanted the byte
	 * @return the index of the first one, or -1
	 */
	public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
		long pattern = (wanted & 0xffL) * LOW_BITS;
		int index = skip(bytes, from, to, pattern);
		for (; index <= to - Long.BYTES; index += Long.BYTES) {
			// a borrow makes false marks only above a byte that is zero, so the lowest
			// mark (little endian: the first byte) is always true
			long marks = marks(bytes, index, pattern) & HIGH_BITS;
			if (marks != 0) {
				return index + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
			}
		}
		for (; index < to; index++) {
			if (bytes[index] == wanted) {
				return index;
			}
		}
		return -1;
	}

	/**
	 * Pass over blocks without the byte: short ones, and where it is not near long ones,
	 * as each costs a start.
	 * @return where the first short one that has it begins, or the rest
	 */
	private static int skip(byte[] bytes, int from, int to, long pattern) {
		int near = Math.min(to, from + LONG_BLOCK);
		int index = skip(bytes, from, near, BLOCK, pattern);
		if (index > near - BLOCK) {
			index = skip(bytes, index, to, LONG_BLOCK, pattern);
			index = skip(bytes, index, to, BLOCK, pattern);
		}
		return index;
	}

	private static int skip(byte[] bytes, int from, int to, int block, long pattern) {
		int index = from;
		for (; index <= to - block; index += block) {
			long marks = 0;
			// a loop without an exit, so that the compiler makes vector instructions of
			// it
			for (int offset = 0; offset < block; offset += Long.BYTES) {
				marks |= marks(bytes, index + offset, pattern);
			}
			if ((marks & HIGH_BITS) != 0) {
				break;
			}
		}
		return index;
	}

	/**
	 * Marks, in the high bits, the bytes that are the one of the pattern.
	 */
	private static long marks(byte[] bytes, int index, long pattern) {
		long difference = (long) LONGS.get(bytes, index) ^ pattern;
		return (difference - LOW_BITS) & ~difference;
	}

	/**
	 * Find a sequence of bytes.
	 * @param bytes where
	 * @param from the index to begin at
	 * @param to the index to end before
	 * @param wanted the sequence, at least one byte
	 * @return the index of the first one's first byte, or -1
	 */
	static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
		int end = to - wanted.length + 1;
		int index = indexOf(bytes, from, end, wanted[0]);
		while (index >= 0 && !Arrays.equals(bytes, index, index + wanted.length, wanted, 0, wanted.length)) {
			index = indexOf(bytes, index + 1, end, wanted[0]);
		}
		return index;
	}

}
