package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The bytes around a message: the sequence that ends it and, for some framings, the byte
 * that begins it. Framings that differ in these bytes only share this class.
 */
final class Envelope {

	private final @Nullable StartByte start;

	private final String name;

	private final byte[] bytes;

	/**
	 * Create an envelope without a start byte.
	 * @param name the name of the sequence in a log line
	 * @param bytes the sequence that ends a message, at least one byte
	 */
	Envelope(String name, byte... bytes) {
		this(null, name, bytes);
	}

	/**
	 * Create an envelope.
	 * @param start the byte that begins every frame and appears nowhere else
	 * @param name the name of the end sequence in a log line
	 * @param bytes the sequence that ends a message, at least one byte, without the start
	 * byte
	 */
	Envelope(@Nullable StartByte start, String name, byte... bytes) {
		this.start = start;
		this.name = name;
		this.bytes = bytes;
	}

	/**
	 * Read a message with its envelope.
	 * @param in the input
	 * @param maxSize the most bytes a message may have
	 * @return the message, or {@code null} at the end of the stream
	 * @throws FrameException if the frame does not begin with the start byte, is too
	 * large, or contains a start byte
	 */
	byte @Nullable [] read(FrameInput in, int maxSize) throws IOException {
		int begin = 0;
		if (this.start != null) {
			if (!in.require(1)) {
				return null;
			}
			this.start.require(in);
			begin = 1;
		}
		int latest = begin + maxSize;
		int found = find(in, begin, latest);
		if (found < 0) {
			return null;
		}
		if (found > latest) {
			throw MaxSize.tooLarge(maxSize);
		}
		byte[] message = in.copy(begin, found);
		in.skip(found + this.bytes.length);
		return message;
	}

	private int find(FrameInput in, int begin, int latest) throws IOException {
		int from = begin;
		int found = findOnward(in, from, latest);
		while (found < 0) {
			if (!isStartPossible(in, from, latest)) {
				throw MaxSize.tooLarge(latest - begin);
			}
			from = Math.max(from, in.size() - this.bytes.length + 1);
			if (!in.fill(latest + this.bytes.length)) {
				return -1;
			}
			found = findOnward(in, from, latest);
		}
		return found;
	}

	/**
	 * Search the bytes that have arrived since the last search, also for a start byte: a
	 * broken frame must be rejected before its end.
	 */
	private int findOnward(FrameInput in, int from, int latest) throws FrameException {
		int found = in.indexOf(this.bytes, from);
		if (this.start != null) {
			// beyond the latest possible end, the frame is too large before it is broken
			this.start.refuse(in, from, Math.min((found < 0) ? in.size() : found, latest + 1));
		}
		return found;
	}

	private boolean isStartPossible(FrameInput in, int from, int latest) {
		int index = Math.max(from, in.size() - this.bytes.length + 1);
		while (index <= latest) {
			if (in.isPrefixOf(index, this.bytes)) {
				return true;
			}
			index++;
		}
		return false;
	}

	/**
	 * Write a message with its envelope.
	 */
	void write(byte[] message, OutputStream out) throws IOException {
		if (this.start != null) {
			out.write(this.start.value());
		}
		out.write(message);
		out.write(this.bytes);
	}

	/**
	 * The reason why this envelope cannot carry a message.
	 * @param message the message
	 * @param maxSize the most bytes a message may have
	 * @return a short phrase, or {@code null} if it can
	 */
	@Nullable String refusal(byte[] message, int maxSize) {
		if (message.length > maxSize) {
			return MaxSize.refusal(message, maxSize);
		}
		if (ByteSearch.indexOf(message, 0, message.length, this.bytes) >= 0) {
			return "it contains " + this.name;
		}
		if (this.start != null && this.start.isIn(message)) {
			return "it contains " + this.start;
		}
		return isFoundEarly(message) ? "its end makes " + this.name + " come early" : null;
	}

	private boolean isFoundEarly(byte[] message) {
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
