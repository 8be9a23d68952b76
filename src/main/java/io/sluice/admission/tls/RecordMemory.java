package io.sluice.admission.tls;

import java.io.IOException;

import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryKind;
import lombok.RequiredArgsConstructor;

/**
 * Charges the memory that TLS needs for its records, before TLS allocates it: a buffer
 * for the largest record and one for its content, which the JDK keeps until the
 * connection ends, and the parts of a handshake message. Used by the thread that reads.
 */
@RequiredArgsConstructor
final class RecordMemory {

	/** The size of a record's header (RFC 8446, section 5.1). */
	private static final int HEADER = 5;

	private static final int HANDSHAKE = 22;

	private static final int APPLICATION_DATA = 23;

	/** The size that the fixed charge of every connection includes. */
	private static final int SMALL = 4 * 1024;

	private final MemoryAccount account;

	/** The bytes of the current header that have been passed on. */
	private int headerAt;

	private int type;

	private int length;

	/** The bytes of the current record that have not been passed on. */
	private int left;

	private int largest;

	/** The bytes of handshake messages that may wait for their rest. */
	private int handshake;

	private int counted;

	/**
	 * Follow the bytes that are passed on to TLS; waits until there is room for the
	 * buffers of TLS.
	 */
	void pass(byte[] bytes, int offset, int count) throws IOException {
		int at = offset;
		int end = offset + count;
		while (at < end) {
			if (this.left > 0) {
				int skipped = Math.min(this.left, end - at);
				this.left -= skipped;
				at += skipped;
			}
			else {
				passHeader(bytes[at++] & 0xff);
			}
		}
	}

	/**
	 * Whether a part of a record has been passed on.
	 */
	boolean isInsideRecord() {
		return this.headerAt > 0 || this.left > 0;
	}

	private void passHeader(int octet) throws IOException {
		switch (this.headerAt) {
			case 0 -> this.type = octet;
			case 3 -> this.length = octet << 8;
			case 4 -> this.length |= octet;
			default -> {
				// the version
			}
		}
		this.headerAt = (this.headerAt + 1) % HEADER;
		if (this.headerAt == 0) {
			this.left = this.length;
			count();
		}
	}

	private void count() throws IOException {
		this.largest = Math.max(this.largest, this.length);
		this.handshake = switch (this.type) {
			case HANDSHAKE -> this.handshake + this.length;
			case APPLICATION_DATA -> 0;
			default -> this.handshake;
		};
		int needed = this.largest + Math.max(this.largest, this.handshake);
		if (needed > Math.max(this.counted, SMALL)) {
			this.account.take(MemoryKind.TLS, needed - this.counted);
			this.counted = needed;
		}
		else if (this.handshake == 0 && needed < this.counted) {
			this.account.release(MemoryKind.TLS, this.counted - needed);
			this.counted = needed;
		}
	}

}
