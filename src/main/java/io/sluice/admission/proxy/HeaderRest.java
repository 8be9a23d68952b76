package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;

/**
 * The rest of a PROXY header, read in pieces: a field has only a few bytes, and a header
 * can have tens of thousands of them. Never reads beyond the header.
 */
final class HeaderRest extends InputStream {

	private final InputStream in;

	private final byte[] piece;

	private int start;

	private int end;

	/** The bytes of the header that have not been read into a piece. */
	private int left;

	/**
	 * Create an input.
	 * @param in the source of the header
	 * @param length the remaining bytes of the header
	 */
	HeaderRest(InputStream in, int length) {
		this.in = in;
		this.left = length;
		this.piece = new byte[Math.min(length, 512)];
	}

	@Override
	public int read() throws IOException {
		return isFilled() ? this.piece[this.start++] & 0xff : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		if (!isFilled()) {
			return -1;
		}
		int count = Math.min(length, this.end - this.start);
		System.arraycopy(this.piece, this.start, bytes, offset, count);
		this.start += count;
		return count;
	}

	private boolean isFilled() throws IOException {
		if (this.start == this.end && this.left > 0) {
			int count = this.in.read(this.piece, 0, Math.min(this.left, this.piece.length));
			this.start = 0;
			this.end = Math.max(0, count);
			this.left -= this.end;
		}
		return this.start < this.end;
	}

}
