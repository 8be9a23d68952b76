package io.sluice.framing;

import java.nio.charset.StandardCharsets;

/**
 * Finds the end of a FIX message, and checks whether it is valid.
 */
final class FixMessage {

	/** How every message begins. */
	static final byte[] BEGIN = "8=FIX".getBytes(StandardCharsets.US_ASCII);

	/** The most bytes before the body: BeginString, BodyLength and their separators. */
	static final int LONGEST_HEADER = 32;

	/** The length of a message whose BodyLength has not arrived. */
	static final int INCOMPLETE = 0;

	/** The length of bytes that are no message. */
	static final int GARBLED = -1;

	/** The length of {@code 10=nnn} and its separator. */
	private static final int TRAILER = 7;

	private static final byte SOH = 0x01;

	private static final int LONGEST_BEGIN_STRING = 16;

	private static final int MOST_DIGITS = 9;

	private FixMessage() {
	}

	/**
	 * The length of a message.
	 * @param bytes the bytes that have arrived
	 * @param size their number
	 * @return bytes, {@link #INCOMPLETE} or {@link #GARBLED}
	 */
	static long total(IndexedBytes bytes, int size) {
		int index = 0;
		while (index < size && index < BEGIN.length) {
			if (bytes.at(index) != BEGIN[index]) {
				return GARBLED;
			}
			index++;
		}
		while (index < size && bytes.at(index) != SOH) {
			if (index == LONGEST_BEGIN_STRING || bytes.at(index) == '=') {
				return GARBLED;
			}
			index++;
		}
		return totalAfter(index + 1, bytes, size);
	}

	/**
	 * The length of a message whose BodyLength begins at an index.
	 */
	private static long totalAfter(int begin, IndexedBytes bytes, int size) {
		if (!mayHave("9=", begin, bytes, size)) {
			return GARBLED;
		}
		int index = begin + 2;
		long length = 0;
		while (index < size && bytes.at(index) != SOH) {
			int digit = bytes.at(index) - '0';
			if (digit < 0 || digit > 9 || index == begin + 2 + MOST_DIGITS) {
				return GARBLED;
			}
			length = length * 10 + digit;
			index++;
		}
		if (index == begin + 2 && index < size) {
			return GARBLED;
		}
		return (index < size) ? index + 1 + length + TRAILER : INCOMPLETE;
	}

	/**
	 * Whether the bytes at an index are a text, as far as they have arrived.
	 */
	private static boolean mayHave(String text, int begin, IndexedBytes bytes, int size) {
		for (int i = 0; i < text.length() && begin + i < size; i++) {
			if (bytes.at(begin + i) != text.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether CheckSum is where BodyLength says, so that the message ends there.
	 * @param bytes the bytes of the message
	 * @param total their number according to BodyLength
	 */
	static boolean hasCheckSum(IndexedBytes bytes, int total) {
		int begin = total - TRAILER;
		if (bytes.at(begin - 1) != SOH || !mayHave("10=", begin, bytes, total) || bytes.at(total - 1) != SOH) {
			return false;
		}
		for (int i = begin + 3; i < total - 1; i++) {
			if (bytes.at(i) < '0' || bytes.at(i) > '9') {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether CheckSum is right and MsgType is the third field, in a message of which
	 * {@link #hasCheckSum} is true.
	 */
	static boolean isValid(IndexedBytes bytes, int total) {
		int begin = total - TRAILER;
		int sum = 0;
		for (int i = 0; i < begin; i++) {
			sum += bytes.at(i);
		}
		int written = 0;
		for (int i = begin + 3; i < total - 1; i++) {
			written = written * 10 + bytes.at(i) - '0';
		}
		int third = third(bytes);
		return (sum & 0xff) == written && third + 3 < begin && mayHave("35=", third, bytes, begin);
	}

	private static int third(IndexedBytes bytes) {
		int index = 0;
		for (int fields = 0; fields < 2; fields++) {
			while (bytes.at(index) != SOH) {
				index++;
			}
			index++;
		}
		return index;
	}

}
