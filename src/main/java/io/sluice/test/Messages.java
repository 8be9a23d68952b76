package io.sluice.test;

import java.util.Arrays;
import java.util.List;

import io.sluice.spi.Framing;

/**
 * Frames and compares messages.
 */
final class Messages {

	private Messages() {
	}

	/**
	 * Put a message into its frame.
	 * @param remedy what a test can do about a message that the framing refuses
	 */
	static byte[] frame(Framing framing, byte[] message, String remedy) {
		String refusal = framing.refusal(message);
		if (refusal != null) {
			throw new IllegalArgumentException(
					"the framing cannot carry %s: %s; %s".formatted(Bytes.describe(message), refusal, remedy));
		}
		return framing.frame(message);
	}

	/**
	 * Fail unless the messages are the expected ones.
	 */
	static void require(List<byte[]> expected, List<byte[]> actual) {
		for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
			if (i >= actual.size()) {
				throw new AssertionError("message %d of %d is missing: %s".formatted(i + 1, expected.size(),
						Bytes.describe(expected.get(i))));
			}
			if (i >= expected.size()) {
				throw new AssertionError("there is one message too many: %s".formatted(Bytes.describe(actual.get(i))));
			}
			if (!Arrays.equals(expected.get(i), actual.get(i))) {
				throw new AssertionError("message %d differs from byte %d on: expected %s but got %s".formatted(i + 1,
						Arrays.mismatch(expected.get(i), actual.get(i)), Bytes.describe(expected.get(i)),
						Bytes.describe(actual.get(i))));
			}
		}
	}

}
