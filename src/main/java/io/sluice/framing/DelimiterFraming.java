package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Messages that end in a sequence of 1 to 8 bytes.
 *
 * @param maxSize the most bytes a message may have, without the delimiter
 * @param delimiter the sequence
 */
@SuppressWarnings("ArrayRecordComponent")
public record DelimiterFraming(int maxSize, byte[] delimiter) implements Framing {

	private static final int MAX_DELIMITER = 8;

	public DelimiterFraming {
		MaxSize.check(maxSize);
		if (delimiter.length < 1 || delimiter.length > MAX_DELIMITER) {
			throw new IllegalArgumentException(
					"the delimiter must be 1 to %d bytes, not %d".formatted(MAX_DELIMITER, delimiter.length));
		}
		delimiter = delimiter.clone();
	}

	@Override
	public byte[] delimiter() {
		return this.delimiter.clone();
	}

	@Override
	public byte @Nullable [] read(FrameInput in) throws IOException {
		return envelope().read(in, this.maxSize);
	}

	/**
	 * Also rejects a message whose last bytes and the beginning of the delimiter together
	 * form the delimiter. That is possible if the delimiter ends as it begins.
	 */
	@Override
	public @Nullable String refusal(byte[] message) {
		return envelope().refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		envelope().write(message, out);
	}

	private Envelope envelope() {
		return new Envelope("the delimiter", this.delimiter);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof DelimiterFraming that && this.maxSize == that.maxSize
				&& Arrays.equals(this.delimiter, that.delimiter);
	}

	@Override
	public int hashCode() {
		return 31 * this.maxSize + Arrays.hashCode(this.delimiter);
	}

	@Override
	public String toString() {
		return "DelimiterFraming[maxSize=%d, delimiter=%s]".formatted(this.maxSize,
				ByteSequence.describe(this.delimiter));
	}

}
