package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;

/**
 * The rest of a PROXY header, in pieces: its fields are of a few bytes each, and a client
 * may send tens of thousands. Reads nothing of what follows the header.
 */
final class HeaderRest extends InputStream {

	private final InputStream in;

	private final byte[] piece;

	private int start;

	private int end;

	/** What has not been read into a piece. */
	private int left;

	/**
	 * Begin to read.
	 * @param in where the header comes from
	 * @param length how many bytes it still has
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
