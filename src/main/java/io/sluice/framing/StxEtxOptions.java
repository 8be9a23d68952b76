package io.sluice.framing;

import org.jspecify.annotations.Nullable;

/**
 * The options of frames that begin with STX.
 *
 * @param ends the bytes of which one ends a frame. If there are several, the one that
 * ended the frame is the last byte of the message
 * @param trailer the bytes after the end byte: none or a checksum
 * @param nak the answer to a frame with a wrong checksum, or {@code null} for none
 * @param controls the bytes that are messages of one byte between two frames
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StxEtxOptions(byte[] ends, BlockTrailer trailer, byte @Nullable [] nak, byte[] controls) {

	/** ETX. */
	static final byte ETX = 0x03;

	/** The options of plain frames between STX and ETX. */
	public static final StxEtxOptions PLAIN = new StxEtxOptions(new byte[] { ETX }, BlockTrailer.NONE, null,
			new byte[0]);

}
