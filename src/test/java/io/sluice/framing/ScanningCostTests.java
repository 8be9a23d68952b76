package io.sluice.framing;

import java.util.Arrays;
import java.util.stream.Stream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No stream of bytes makes a decoder look at each of them many times.
 */
class ScanningCostTests {

	private static final int SIZE = 8000;

	private static final int MAX = 10_000;

	static Stream<Arguments> attacks() {
		Framing hex = BlockFraming.stxEtx(MAX, true,
				new StxEtxOptions(new byte[] { 3, 0x17 }, BlockTrailer.CHECKSUM_HEX, null, new byte[] { 5 }));
		Framing lrc = BlockFraming.stxEtx(MAX, true, Capture.LRC);
		Framing mllp = BlockFraming.mllp(MAX, true, true);
		return Stream.of(Arguments.of(hex, "\\x02"), Arguments.of(hex, "\\x02\\x03"), Arguments.of(hex, "\\x02a"),
				Arguments.of(hex, "\\x03"), Arguments.of(hex, "\\x02\\x0300\\r\\n"), Arguments.of(hex, "\\x05"),
				Arguments.of(lrc, "\\x02"), Arguments.of(lrc, "\\x02\\x03"), Arguments.of(mllp, "\\x0b"),
				Arguments.of(mllp, "\\x0ba\\x1c"), Arguments.of(mllp, "\\x1c\\r"),
				Arguments.of(mllp, "\\x0b\\x1c\\x1c"), Arguments.of(new FixFraming(MAX), "8=FIX"),
				Arguments.of(new FixFraming(MAX), "8=FIX.4.2\\x019="),
				Arguments.of(new FixFraming(MAX), "8=FIX.4.2\\x019=5\\x0110=000\\x01"),
				Arguments.of(new FixFraming(MAX), "8=FIX.4.2\\x019=900\\x0135=0\\x0110=000\\x01"),
				Arguments.of(new ChecksumLineFraming(MAX), "$"), Arguments.of(new ChecksumLineFraming(MAX), "$*00"),
				Arguments.of(DelimitedFraming.keptDelimiter(MAX, Frames.bytes("</isomsg>")), "</isomsg"));
	}

	@ParameterizedTest
	@MethodSource("attacks")
	void eachByteIsLookedAtAFewTimes(Framing framing, String piece) {
		byte[] bytes = Frames.bytes(piece);
		byte[] wire = new byte[SIZE];
		for (int i = 0; i < SIZE; i++) {
			wire[i] = bytes[i % bytes.length];
		}
		for (int chunk : new int[] { 1, 100, SIZE }) {
			assertThat(looks(framing, wire, chunk)).as("pieces of %d", chunk).isLessThan(100L * SIZE);
		}
	}

	private static long looks(Framing framing, byte[] wire, int chunk) {
		CountingBuffer in = new CountingBuffer();
		Decoder decoder = framing.decoder();
		for (int at = 0; at < wire.length; at += chunk) {
			in.append(Arrays.copyOfRange(wire, at, Math.min(at + chunk, wire.length)));
			boolean more = true;
			while (more && in.size() > 0 && in.size() >= in.needed) {
				in.needed = 0;
				try {
					more = decoder.decode(in) != null;
				}
				catch (FrameException ex) {
					if (!ex.isResumable()) {
						return in.looks;
					}
				}
			}
		}
		return in.looks;
	}

	/**
	 * A buffer that counts the bytes that are looked at.
	 */
	private static final class CountingBuffer implements FrameBuffer {

		private byte[] bytes = new byte[0];

		private long looks;

		private int scanned;

		private int needed;

		private void append(byte[] more) {
			int size = this.bytes.length;
			this.bytes = Arrays.copyOf(this.bytes, size + more.length);
			System.arraycopy(more, 0, this.bytes, size, more.length);
		}

		@Override
		public int size() {
			return this.bytes.length;
		}

		@Override
		public byte at(int index) {
			this.looks++;
			return this.bytes[index];
		}

		@Override
		public int indexOf(byte wanted, int from, int to) {
			int found = ByteSearch.indexOf(this.bytes, from, to, wanted);
			this.looks += ((found < 0) ? to : found + 1) - from;
			return found;
		}

		@Override
		public int indexOf(byte[] wanted, int from) {
			int found = ByteSearch.indexOf(this.bytes, from, this.bytes.length, wanted);
			this.looks += ((found < 0) ? this.bytes.length : found + 1) - from;
			return found;
		}

		@Override
		public byte[] copy(int from, int to) {
			return Arrays.copyOfRange(this.bytes, from, to);
		}

		@Override
		public void skip(int count) {
			this.bytes = Arrays.copyOfRange(this.bytes, count, this.bytes.length);
			this.scanned = 0;
		}

		@Override
		public void drop(int count) {
			skip(count);
		}

		@Override
		public void recordTruncation() {
			// no framing here does
		}

		@Override
		public int scanned() {
			return this.scanned;
		}

		@Override
		public byte @Nullable [] need(int total, int newScanned) {
			this.needed = total;
			this.scanned = newScanned;
			return null;
		}

		@Override
		public byte @Nullable [] take(int count) {
			byte[] message = copy(0, count);
			skip(count);
			return message;
		}

	}

}
