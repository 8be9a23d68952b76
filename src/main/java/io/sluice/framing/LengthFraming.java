package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

import io.sluice.ErrorCode;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages in frames that begin with their length. A length that leaves no room for the
 * bytes around the message is {@code BAD_FRAME}.
 */
public final class LengthFraming implements Framing, LargeFrames {

	private static final byte[] NONE = {};

	private final int maxSize;

	private final LengthLayout layout;

	private final LengthField field;

	/** The constant bytes before each frame. They do not count in the layout. */
	private final byte[] prefix;

	/** The constant bytes at the end of each frame. They count in the layout. */
	private final byte[] suffix;

	/** Whether the length alone is in front of a message. */
	private final boolean plain;

	/** Whether a wrong byte can be detected before the header is complete. */
	private final boolean checkedEarly;

	/** The bytes that are needed to know the length. */
	private final int headerSize;

	/** The bytes in front of the message. */
	private final int stripped;

	/** The bytes up to the end of the length that are in the message. */
	private final int kept;

	/** The bytes of the header that are in the message. */
	private final int mirror;

	/** What is added to the length to get the size of the message. */
	private final long surplus;

	/**
	 * Create a framing with a binary length in front of each message.
	 * @param maxSize the most bytes a message may have, without the header
	 * @param headerSize the bytes of the length, 1 to 4
	 * @param byteOrder the order of these bytes
	 * @param includesHeader whether the length counts its own bytes too
	 */
	public LengthFraming(int maxSize, int headerSize, ByteOrder byteOrder, boolean includesHeader) {
		this(maxSize, LengthLayout.of(headerSize, byteOrder, includesHeader));
	}

	/**
	 * Create a framing.
	 * @param maxSize the most bytes a message may have
	 * @param layout where the parts of a frame are
	 */
	public LengthFraming(int maxSize, LengthLayout layout) {
		this(maxSize, layout, NONE, NONE);
	}

	/**
	 * Create a framing with constant bytes around each frame.
	 * @param maxSize the most bytes a message may have
	 * @param layout where the parts of a frame are
	 * @param prefix the bytes before each frame, which the layout does not count
	 * @param suffix the last bytes of each frame, which the layout counts
	 */
	public LengthFraming(int maxSize, LengthLayout layout, byte[] prefix, byte[] suffix) {
		MaxSize.check(maxSize);
		this.maxSize = maxSize;
		this.layout = layout;
		this.field = layout.field();
		this.prefix = prefix.clone();
		this.suffix = suffix.clone();
		this.plain = layout.isPlain() && prefix.length == 0 && suffix.length == 0;
		this.checkedEarly = prefix.length > 0 || this.field.encoding() != LengthEncoding.BINARY;
		this.headerSize = prefix.length + layout.end();
		this.stripped = prefix.length + layout.strip();
		this.kept = layout.kept();
		this.mirror = layout.mirror();
		this.surplus = (long) layout.end() + layout.adjustment() - layout.strip() - suffix.length;
		if (layout.mirror() > maxSize) {
			throw new IllegalArgumentException(
					"max-size (%d) is less than the %d header bytes of a message".formatted(maxSize, layout.mirror()));
		}
		if (smallest() > maxSize || largest() < layout.mirror()) {
			throw new IllegalArgumentException(
					"no length gives a message of %d to max-size (%d) bytes, only of %d to %d"
						.formatted(layout.mirror(), maxSize, smallest(), largest()));
		}
	}

	@Override
	public int maxSize() {
		return this.maxSize;
	}

	@Override
	public int maxFrameSize() {
		return Math.max(this.headerSize, this.stripped + this.maxSize + this.suffix.length);
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		int size = in.size();
		if (this.checkedEarly) {
			checkPrefix(in, Math.min(size, this.prefix.length));
		}
		if (size < this.headerSize) {
			return awaitHeader(in);
		}
		int length = messageLength(this.field.read(in, this.headerSize - this.field.size(), this.headerSize));
		if (this.suffix.length > 0) {
			return decodeWithSuffix(in, length);
		}
		if (size < this.stripped) {
			return in.need(this.stripped, 0);
		}
		in.skip(this.stripped);
		return in.take(length);
	}

	private byte @Nullable [] awaitHeader(FrameBuffer in) throws FrameException {
		if (!this.checkedEarly) {
			return in.need(this.headerSize, 0);
		}
		int at = this.headerSize - this.field.size();
		this.field.read(in, at, Math.max(at, in.size()));
		return in.need(in.size() + 1, 0);
	}

	private void checkPrefix(FrameBuffer in, int end) throws FrameException {
		for (int i = 0; i < end; i++) {
			if (in.at(i) != this.prefix[i]) {
				throw BadFrame.unexpected("the prefix " + ByteSequence.describe(this.prefix), in.at(i));
			}
		}
	}

	private byte @Nullable [] decodeWithSuffix(FrameBuffer in, int length) throws FrameException {
		int end = this.stripped + length;
		if (in.size() < end + this.suffix.length) {
			return in.need(end + this.suffix.length, 0);
		}
		for (int i = 0; i < this.suffix.length; i++) {
			if (in.at(end + i) != this.suffix[i]) {
				throw BadFrame.unexpected("the suffix " + ByteSequence.describe(this.suffix), in.at(end + i));
			}
		}
		byte[] message = in.copy(this.stripped, end);
		in.skip(end + this.suffix.length);
		return message;
	}

	/**
	 * The size of the message in a frame. A message has all its mirrored bytes, or is
	 * empty: many protocols send an empty one to keep a connection alive.
	 */
	private int messageLength(long announced) throws FrameException {
		long length = announced + this.surplus;
		if (length < this.kept || (length < this.mirror && length > 0)) {
			throw tooSmall(announced, length);
		}
		if (length > this.maxSize) {
			throw MaxSize.tooLarge(length, this.maxSize);
		}
		return (int) length;
	}

	private FrameException tooSmall(long announced, long length) {
		if (this.plain && this.layout.adjustment() == -this.layout.end()) {
			return new FrameException(ErrorCode.BAD_FRAME,
					"a length of %d is less than its own header of %d %s".formatted(announced, -this.surplus, unit()));
		}
		return new FrameException(ErrorCode.BAD_FRAME, "a length of %d leaves %d bytes for a message of at least %d"
			.formatted(announced, length, this.mirror));
	}

	@Override
	public LargeFrame largeFrame(FrameBuffer in) throws FrameException {
		long announced = this.field.read(in, this.headerSize - this.field.size(), this.headerSize);
		return new SizedFrame(this.stripped, announced + this.surplus + this.suffix.length);
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		int length = message.length;
		if (length < this.kept || (length < this.mirror && length > 0)) {
			return "%d bytes are less than the %d header bytes that it must begin with".formatted(length, this.mirror);
		}
		if (length > largest()) {
			return "%d bytes exceed the %d that fit a length header of %d%s".formatted(length, largest(),
					this.field.size(), this.field.encoding().isText() ? " digits" : "");
		}
		if (length < smallest()) {
			return "%d bytes are less than the %d of a frame with length 0".formatted(length, smallest());
		}
		return MaxSize.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		byte[] header = new byte[this.stripped + this.kept];
		if (!this.plain) {
			System.arraycopy(this.prefix, 0, header, 0, this.prefix.length);
			System.arraycopy(message, 0, header, this.stripped, this.kept);
		}
		this.field.write(message.length - this.surplus, header, this.headerSize - this.field.size());
		out.write(header);
		out.write(message, this.kept, message.length - this.kept);
		if (this.suffix.length > 0) {
			out.write(this.suffix);
		}
	}

	@Override
	public byte[] toReply(byte[] text, byte @Nullable [] request) {
		if (this.mirror == 0) {
			return text;
		}
		byte[] reply = new byte[this.mirror + text.length];
		if (request != null) {
			System.arraycopy(request, 0, reply, 0, Math.min(this.mirror, request.length));
		}
		System.arraycopy(text, 0, reply, this.mirror, text.length);
		return reply;
	}

	private long smallest() {
		return this.surplus;
	}

	private long largest() {
		return this.field.largest() + this.surplus;
	}

	private String unit() {
		return this.field.encoding().isText() ? "digits" : "bytes";
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LengthFraming that && this.maxSize == that.maxSize && this.layout.equals(that.layout)
				&& Arrays.equals(this.prefix, that.prefix) && Arrays.equals(this.suffix, that.suffix);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.maxSize, this.layout, Arrays.hashCode(this.prefix), Arrays.hashCode(this.suffix));
	}

	@Override
	public String toString() {
		return "LengthFraming[maxSize=%d, layout=%s, prefix=%s, suffix=%s]".formatted(this.maxSize, this.layout,
				ByteSequence.describe(this.prefix), ByteSequence.describe(this.suffix));
	}

}
