package io.sluice.routing;

import java.io.ByteArrayOutputStream;
import java.util.function.IntConsumer;

/**
 * Searches bytes in time linear in their number (Knuth, Morris, Pratt), whatever they
 * are.
 */
final class BytePattern {

	private final byte[] wanted;

	/** For each prefix, the length of the longest proper prefix that is also its end. */
	private final int[] borders;

	/**
	 * Prepare a search.
	 * @param wanted the bytes to find, at least one
	 */
	BytePattern(byte[] wanted) {
		this.wanted = wanted;
		this.borders = new int[wanted.length];
		for (int i = 1, matched = 0; i < wanted.length; i++) {
			matched = extend(matched, wanted[i]);
			this.borders[i] = matched;
		}
	}

	boolean isIn(byte[] bytes) {
		int matched = 0;
		for (byte b : bytes) {
			matched = extend(matched, b);
			if (matched == this.wanted.length) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Replace every occurrence, from left to right and without overlaps.
	 * @param limit checks the length of the result while it grows
	 */
	byte[] replace(byte[] bytes, byte[] with, IntConsumer limit) {
		ByteArrayOutputStream replaced = new ByteArrayOutputStream(bytes.length);
		int copied = 0;
		int matched = 0;
		for (int i = 0; i < bytes.length; i++) {
			matched = extend(matched, bytes[i]);
			if (matched == this.wanted.length) {
				int begin = i + 1 - matched;
				replaced.write(bytes, copied, begin - copied);
				replaced.writeBytes(with);
				limit.accept(replaced.size());
				copied = i + 1;
				matched = 0;
			}
		}
		replaced.write(bytes, copied, bytes.length - copied);
		return replaced.toByteArray();
	}

	private int extend(int matched, byte next) {
		int length = matched;
		while (length > 0 && this.wanted[length] != next) {
			length = this.borders[length - 1];
		}
		return (this.wanted[length] == next) ? length + 1 : 0;
	}

}
