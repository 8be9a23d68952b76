package io.sluice.test;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Makes frames of messages that the framing refuses, which it need not be able to write.
 * Such a frame is that of the largest message with a byte more. If the decoder reads
 * smaller frames that were made in the same way, it is a frame.
 *
 * @param sample the message that is made longer
 * @param place the index of the byte of the frame that counts the message's bytes, or -1
 * if there is none
 */
record GrownFrame(Sample sample, int place) {

	/** The beginning of a frame, which has the length. */
	private static final int HEADER = 32;

	/**
	 * Make the frame of a message that is one byte too large.
	 * @return the frame, or {@code null} if there is none or it is not known
	 */
	static byte @Nullable [] tooLarge(Sample sample, int maxSize) {
		for (int place = -1; place < HEADER; place++) {
			GrownFrame grown = new GrownFrame(sample, place);
			// at one of the two, no other digit of the length changes
			if (grown.isRead(maxSize) || grown.isRead(maxSize - 1)) {
				return grown.frame(maxSize + 1);
			}
		}
		return null;
	}

	private boolean isRead(int size) {
		byte[] message = this.sample.stretch(size);
		byte[] frame = frame(size);
		if (message == null || frame == null) {
			return false;
		}
		DecoderStream stream = DecoderStream.of(this.sample.framing(), frame);
		List<byte[]> messages = stream.messages();
		return stream.rejections().isEmpty() && messages.size() == 1 && Arrays.equals(messages.getFirst(), message);
	}

	/**
	 * Make a frame of the one for a message that is a byte smaller.
	 */
	private byte @Nullable [] frame(int size) {
		byte[] smaller = this.sample.stretch(size - 1);
		byte[] message = this.sample.stretch(size);
		if (smaller == null || message == null || !this.sample.carries(size - 1)) {
			return null;
		}
		byte[] frame = this.sample.framing().frame(smaller);
		int begin = indexOf(frame, smaller);
		if (begin < 0) {
			return null;
		}
		byte[] trailer = Arrays.copyOfRange(frame, begin + smaller.length, frame.length);
		byte[] longer = Bytes.concat(Bytes.concat(Arrays.copyOf(frame, begin), message), trailer);
		return (this.place < 0 || count(longer)) ? longer : null;
	}

	/**
	 * Count the byte more.
	 * @return whether the byte that counts is not at its largest value
	 */
	private boolean count(byte[] frame) {
		return this.place < frame.length && ++frame[this.place] != 0;
	}

	private static int indexOf(byte[] frame, byte[] message) {
		for (int i = 0; i <= frame.length - message.length; i++) {
			if (Arrays.equals(frame, i, i + message.length, message, 0, message.length)) {
				return i;
			}
		}
		return -1;
	}

}
