package io.sluice.framing;

import java.io.IOException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The sequence of bytes that ends a message.
 */
final class Terminator {

	private final String name;

	private final byte[] bytes;

	/**
	 * Describe what ends a message.
	 * @param name how a log line calls it
	 * @param bytes the sequence, at least one byte
	 */
	Terminator(String name, byte... bytes) {
		this.name = name;
		this.bytes = bytes;
	}

	/**
	 * Read a message and what ends it.
	 * @param in where from
	 * @param begin how many buffered bytes stand before the message; they are dropped
	 * @param maxSize the most bytes a message may have
	 * @return the message, or {@code null} at the end of the stream
	 */
	byte @Nullable [] read(FrameInput in, int begin, int maxSize) throws IOException {
		int latest = begin + maxSize;
		int found = find(in, begin, latest);
		if (found < 0) {
			return null;
		}
		if (found > latest) {
			throw MaxSize.exceeded(maxSize);
		}
		byte[] message = in.copy(begin, found);
		in.skip(found + this.bytes.length);
		return message;
	}

	private int find(FrameInput in, int begin, int latest) throws IOException {
		int from = begin;
		int found = in.indexOf(this.bytes, from);
		while (found < 0) {
			if (!canStillBegin(in, from, latest)) {
				throw MaxSize.exceeded(latest - begin);
			}
			from = Math.max(from, in.size() - this.bytes.length + 1);
			if (!in.fill(latest + this.bytes.length)) {
				return -1;
			}
			found = in.indexOf(this.bytes, from);
		}
		return found;
	}

	private boolean canStillBegin(FrameInput in, int from, int latest) {
		int index = Math.max(from, in.size() - this.bytes.length + 1);
		while (index <= latest) {
			if (in.endsInStartOf(index, this.bytes)) {
				return true;
			}
			index++;
		}
		return false;
	}

	/**
	 * Why this sequence cannot end a message.
	 * @param message the message
	 * @param maxSize the most bytes a message may have
	 * @return a short phrase, or {@code null} when it can
	 */
	@Nullable String refusal(byte[] message, int maxSize) {
		if (message.length > maxSize) {
			return MaxSize.refusal(message, maxSize);
		}
		if (ByteSearch.indexOf(message, 0, message.length, this.bytes) >= 0) {
			return "it contains " + this.name;
		}
		return comesEarlyAfter(message) ? "its end makes " + this.name + " come early" : null;
	}

	private boolean comesEarlyAfter(byte[] message) {
		// a sequence like CR LF . CR LF, which ends as it begins, can begin in a message
		int length = this.bytes.length;
		for (int shared = Math.min(length - 1, message.length); shared > 0; shared--) {
			int index = message.length - shared;
			if (Arrays.equals(message, index, message.length, this.bytes, 0, shared)
					&& Arrays.equals(this.bytes, shared, length, this.bytes, 0, length - shared)) {
				return true;
			}
		}
		return false;
	}

}
