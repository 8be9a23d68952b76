package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages that end in a sequence of 1 to 64 bytes and, in some framings, begin with a
 * start byte. Framings that differ in these bytes only are instances of this class.
 * <p>
 * An incomplete end sequence is data. In a framing with a start byte, any other byte
 * between two frames is {@code BAD_FRAME}. So is a start byte inside a frame, because the
 * end of that frame was lost.
 */
public final class DelimitedFraming implements Framing, LargeFrames {

	/** The longest delimiter. */
	public static final int MAX_END = 64;

	private final int maxSize;

	private final @Nullable StartByte start;

	/** The name of the end sequence in a log line. */
	private final String name;

	private final byte[] end;

	/** The number of bytes of the end sequence that belong to the message. */
	private final int kept;

	private DelimitedFraming(int maxSize, @Nullable StartByte start, String name, byte... end) {
		this(maxSize, start, name, end, false);
	}

	private DelimitedFraming(int maxSize, @Nullable StartByte start, String name, byte[] end, boolean keep) {
		MaxSize.check(maxSize);
		if (end.length < 1 || end.length > MAX_END) {
			throw new IllegalArgumentException(
					"the delimiter must be 1 to %d bytes, not %d".formatted(MAX_END, end.length));
		}
		this.maxSize = maxSize;
		this.start = start;
		this.name = name;
		this.end = end;
		this.kept = keep ? end.length : 0;
		if (this.kept > maxSize) {
			throw new IllegalArgumentException(
					"max-size (%d) must have room for the delimiter, which belongs to the message".formatted(maxSize));
		}
	}

	/**
	 * Messages that end in CR LF. A lone CR or LF is data.
	 * @param maxSize the most bytes a message may have, without CR LF
	 * @return the framing
	 */
	public static DelimitedFraming crlf(int maxSize) {
		return new DelimitedFraming(maxSize, null, "the line end (CR LF)", (byte) '\r', (byte) '\n');
	}

	/**
	 * Messages that end in a zero byte.
	 * @param maxSize the most bytes a message may have, without the zero byte
	 * @return the framing
	 */
	public static DelimitedFraming nul(int maxSize) {
		return new DelimitedFraming(maxSize, null, "a zero byte", (byte) 0);
	}

	/**
	 * Messages that end in any other sequence.
	 * @param maxSize the most bytes a message may have, without the delimiter
	 * @param delimiter the sequence, 1 to 64 bytes
	 * @return the framing
	 */
	public static DelimitedFraming delimiter(int maxSize, byte[] delimiter) {
		return new DelimitedFraming(maxSize, null, "the delimiter", delimiter.clone());
	}

	/**
	 * Messages that end in any other sequence, which is part of the message: a message
	 * that is read contains it, and one that is written must end in it.
	 * @param maxSize the most bytes a message may have, with the delimiter
	 * @param delimiter the sequence, 1 to 64 bytes
	 * @return the framing
	 */
	public static DelimitedFraming keptDelimiter(int maxSize, byte[] delimiter) {
		return new DelimitedFraming(maxSize, null, "the delimiter", delimiter.clone(), true);
	}

	/**
	 * Messages between STX (0x02) and ETX (0x03).
	 * @param maxSize the most bytes a message may have, without STX and ETX
	 * @return the framing
	 */
	public static DelimitedFraming stxEtx(int maxSize) {
		return new DelimitedFraming(maxSize, new StartByte("STX", (byte) 0x02), "the frame's end (ETX)", (byte) 0x03);
	}

	/**
	 * HL7 messages over TCP: a message is between VT (0x0B) and FS CR (0x1C 0x0D). A lone
	 * FS is data.
	 * <p>
	 * HL7 Version 3 Standard: Transport Specification - MLLP, Release 1.
	 * @param maxSize the most bytes a message may have, without the three bytes around it
	 * @return the framing
	 */
	public static DelimitedFraming mllp(int maxSize) {
		return new DelimitedFraming(maxSize, new StartByte("VT", (byte) 0x0b), "the end block (FS CR)", (byte) 0x1c,
				(byte) 0x0d);
	}

	@Override
	public int maxSize() {
		return this.maxSize;
	}

	@Override
	public int maxFrameSize() {
		return begin() + this.maxSize + this.end.length - this.kept;
	}

	private int begin() {
		return (this.start != null) ? 1 : 0;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		if (this.start != null) {
			this.start.require(in);
		}
		int begin = begin();
		int from = Math.max(begin, in.scanned());
		int latest = begin + this.maxSize - this.kept;
		int found = find(in, from, latest);
		if (found > latest || (found < 0 && !isStartPossible(in, from, latest))) {
			throw MaxSize.tooLarge(this.maxSize);
		}
		if (found < 0) {
			return in.need(in.size() + 1, Math.max(from, in.size() - this.end.length + 1));
		}
		byte[] message = in.copy(begin, found + this.kept);
		in.skip(found + this.end.length);
		return message;
	}

	@Override
	public LargeFrame largeFrame(FrameBuffer in) {
		return new EndedFrame(this.start, this.end, Math.max(0, in.scanned() - begin()));
	}

	@Override
	public byte[] rest(FrameBuffer in) throws FrameException {
		return LastMessage.take(in, begin(), in.size(), this.maxSize);
	}

	/**
	 * Search the bytes that have arrived since the last search, also for a start byte: a
	 * broken frame must be rejected before its end.
	 */
	private int find(FrameBuffer in, int from, int latest) throws FrameException {
		int found = in.indexOf(this.end, from);
		if (this.start != null) {
			// beyond the latest possible end, the frame is too large before it is broken
			this.start.refuse(in, from, Math.min((found < 0) ? in.size() : found, latest + 1));
		}
		return found;
	}

	private boolean isStartPossible(FrameBuffer in, int from, int latest) {
		int index = Math.max(from, in.size() - this.end.length + 1);
		while (index <= latest) {
			if (isPrefix(in, index)) {
				return true;
			}
			index++;
		}
		return false;
	}

	/**
	 * Whether the bytes from an index on, of which there may be none, can begin the end
	 * sequence.
	 */
	private boolean isPrefix(FrameBuffer in, int from) {
		int length = in.size() - from;
		for (int i = 0; i < length; i++) {
			if (in.at(from + i) != this.end[i]) {
				return false;
			}
		}
		return true;
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		if (this.start != null) {
			out.write(this.start.value());
		}
		out.write(message);
		if (this.kept == 0) {
			out.write(this.end);
		}
	}

	/**
	 * Also rejects a message whose last bytes and the beginning of the end sequence
	 * together form that sequence. That is possible if the sequence ends as it begins.
	 */
	@Override
	public @Nullable String refusal(byte[] message) {
		if (message.length > this.maxSize) {
			return MaxSize.refusal(message, this.maxSize);
		}
		if (this.kept > 0) {
			return refusalOfKept(message);
		}
		if (ByteSearch.indexOf(message, 0, message.length, this.end) >= 0) {
			return "it contains " + this.name;
		}
		if (this.start != null && this.start.isIn(message)) {
			return "it contains " + this.start;
		}
		return isFoundEarly(message) ? "its end makes " + this.name + " come early" : null;
	}

	/**
	 * Such a message must contain its delimiter at its end, and nowhere before.
	 */
	private @Nullable String refusalOfKept(byte[] message) {
		int found = ByteSearch.indexOf(message, 0, message.length, this.end);
		if (found < 0) {
			return "it does not end in " + this.name;
		}
		return (found + this.kept < message.length) ? "it contains %s before its end".formatted(this.name) : null;
	}

	private boolean isFoundEarly(byte[] message) {
		// a sequence like CR LF . CR LF, which ends as it begins, can begin in a message
		int length = this.end.length;
		for (int shared = Math.min(length - 1, message.length); shared > 0; shared--) {
			int index = message.length - shared;
			if (Arrays.equals(message, index, message.length, this.end, 0, shared)
					&& Arrays.equals(this.end, shared, length, this.end, 0, length - shared)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof DelimitedFraming that && this.maxSize == that.maxSize && this.kept == that.kept
				&& Objects.equals(this.start, that.start) && this.name.equals(that.name)
				&& Arrays.equals(this.end, that.end);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.maxSize, this.start, this.name, Arrays.hashCode(this.end));
	}

	@Override
	public String toString() {
		return "DelimitedFraming[maxSize=%d, start=%s, end=%s]".formatted(this.maxSize, this.start,
				ByteSequence.describe(this.end));
	}

}
