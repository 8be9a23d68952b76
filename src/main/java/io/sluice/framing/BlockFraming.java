package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages between a start byte and an end byte, for devices that
 * {@link DelimitedFraming} does not accept: they lose bytes and continue, add a checksum,
 * send single control bytes between frames, or omit the CR of an MLLP frame.
 */
public final class BlockFraming implements Framing {

	private static final StartByte STX = new StartByte("STX", (byte) 0x02);

	private static final StartByte VT = new StartByte("VT", (byte) 0x0b);

	private static final ByteSet FS = ByteSet.of((byte) 0x1c);

	private final int maxSize;

	private final BlockMarks marks;

	private final BlockRules rules;

	private final BlockDecoder shared = new BlockDecoder(this);

	private BlockFraming(int maxSize, BlockMarks marks, boolean resync, byte @Nullable [] nak) {
		MaxSize.check(maxSize);
		if (nak != null && !marks.trailer().isChecksum()) {
			throw new IllegalArgumentException("a NAK requires a checksum");
		}
		this.maxSize = maxSize;
		this.marks = marks;
		this.rules = new BlockRules(marks, resync, nak);
	}

	/**
	 * HL7 messages over TCP, as in {@link DelimitedFraming#mllp(int)}.
	 * @param maxSize the most bytes a message may have, without the bytes around it
	 * @param resync whether bytes that are no frame are dropped up to the next VT
	 * @param requireCr whether FS ends a frame only if CR follows it, and is data
	 * otherwise. If {@code false}, FS alone ends a frame, and CR between two frames is
	 * skipped
	 * @return the framing
	 */
	public static BlockFraming mllp(int maxSize, boolean resync, boolean requireCr) {
		return new BlockFraming(maxSize,
				new BlockMarks(VT, FS, requireCr ? BlockTrailer.CR : BlockTrailer.OPTIONAL_CR, ByteSet.NONE), resync,
				null);
	}

	/**
	 * Messages after STX (0x02).
	 * @param maxSize the most bytes a message may have, without the bytes around it
	 * @param resync whether bytes that are no frame are dropped up to the next STX
	 * @param options the end bytes, the trailer and the control bytes
	 * @return the framing
	 * @throws IllegalArgumentException if a byte has two meanings
	 */
	public static BlockFraming stxEtx(int maxSize, boolean resync, StxEtxOptions options) {
		return new BlockFraming(maxSize,
				new BlockMarks(STX, ByteSet.of(options.ends()), options.trailer(), ByteSet.of(options.controls())),
				resync, options.nak());
	}

	@Override
	public int maxSize() {
		return this.maxSize;
	}

	@Override
	public int maxFrameSize() {
		return 1 + this.maxSize + 1 - this.marks.kept() + this.marks.trailer().writtenSize();
	}

	@Override
	public Decoder decoder() {
		// only what is dropped is state
		return this.rules.resync() ? new BlockDecoder(this) : this.shared;
	}

	BlockRules rules() {
		return this.rules;
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		if (this.marks.isControl(message)) {
			return null;
		}
		if (message.length > this.maxSize) {
			return MaxSize.refusal(message, this.maxSize);
		}
		if (this.marks.start().isIn(message)) {
			return "it contains " + this.marks.start();
		}
		int length = message.length - this.marks.kept();
		if (this.marks.kept() > 0 && (length < 0 || !this.marks.ends().contains(message[length]))) {
			return "it does not end in " + this.marks.ends();
		}
		return endsEarly(message, length) ? "it contains the frame's end (%s)".formatted(this.marks.ends()) : null;
	}

	private boolean endsEarly(byte[] message, int length) {
		if (this.marks.trailer().decidesEnd()) {
			return ByteSearch.indexOf(message, 0, length, new byte[] { this.marks.ends().first(), '\r' }) >= 0;
		}
		return this.marks.ends().indexIn(message, length) >= 0;
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		if (this.marks.isControl(message)) {
			out.write(message);
			return;
		}
		byte end = (this.marks.kept() > 0) ? 0 : this.marks.ends().first();
		out.write(this.marks.start().value());
		out.write(message);
		if (this.marks.kept() == 0) {
			out.write(end);
		}
		out.write(this.marks.trailer().of(message, end));
	}

	@Override
	public String toString() {
		return "BlockFraming[maxSize=%d, start=%s, end=%s, trailer=%s, controls=%s, resync=%s]".formatted(this.maxSize,
				this.marks.start(), this.marks.ends(), this.marks.trailer(), this.marks.controls(),
				this.rules.resync());
	}

}
