package io.sluice.admission.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

/**
 * A header is read or rejected alike however its bytes arrive, and no byte after it is
 * read.
 */
final class ProxyHeaderCheck {

	/** The longest text kept, in hexadecimal if it is not readable. */
	private static final int LONGEST = 2 + 2 * 255;

	private ProxyHeaderCheck() {
	}

	/**
	 * Read a header.
	 * @param received what was received
	 * @param size tells the length of a header that is valid
	 * @return the header, or {@code null} if it is rejected
	 */
	static @Nullable ProxyHeader read(byte[] received, ToIntFunction<byte[]> size) throws IOException {
		ByteArrayInputStream in = new ByteArrayInputStream(received);
		ProxyHeader header = null;
		String reason = "";
		try {
			header = ProxyHeaderReader.read(in.read(), in);
			int taken = received.length - in.available();
			if (taken != size.applyAsInt(received)) {
				throw new AssertionError(
						"%d bytes are read of a header of %d".formatted(taken, size.applyAsInt(received)));
			}
			header.fields().values().forEach(ProxyHeaderCheck::checkValue);
		}
		catch (ProxyHeaderException ex) {
			reason = String.valueOf(ex.getMessage());
		}
		String trickled = trickle(received);
		if (!trickled.equals((header != null) ? header.toString() : reason)) {
			throw new AssertionError("%s, but byte by byte %s".formatted((header != null) ? header : reason, trickled));
		}
		return header;
	}

	private static String trickle(byte[] received) throws IOException {
		InputStream in = new ByteArrayInputStream(received) {

			@Override
			public synchronized int read(byte[] target, int offset, int length) {
				return super.read(target, offset, Math.min(1, length));
			}

		};
		try {
			return ProxyHeaderReader.read(in.read(), in).toString();
		}
		catch (ProxyHeaderException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static void checkValue(Object value) {
		if (value instanceof String text
				&& (text.length() > LONGEST || text.chars().anyMatch((c) -> Character.isISOControl(c)))) {
			throw new AssertionError("a field has the value '%s'".formatted(text));
		}
	}

	/**
	 * Headers of tests that begin with a byte, each with a byte in front of it.
	 */
	static List<byte[]> seeds(int first) {
		return ProxyHeaderReaderTests.headers()
			.map((arguments) -> (String) arguments.get()[0])
			.filter((header) -> header.charAt(0) == first && header.length() < 1000)
			.map((header) -> ("\0" + header + "GET").getBytes(StandardCharsets.ISO_8859_1))
			.toList();
	}

}
