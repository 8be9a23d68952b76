package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No stream of bytes makes a decoder look at each of them, or its input move them, many
 * times.
 */
class ScanningCostTests {

	private static final int SIZE = 8000;

	private static final int MAX = 10_000;

	private static final int LITTLE = 8 * 1024;

	private static final int LARGE_SIZE = 1_000_000;

	private static final int LARGE_MAX = 200_000;

	static Stream<Arguments> attacks() {
		return attacks(MAX);
	}

	static Stream<Arguments> attacksByLargeFrames() {
		return attacks(LARGE_MAX);
	}

	private static Stream<Arguments> attacks(int max) {
		Framing hex = BlockFraming.stxEtx(max, true,
				new StxEtxOptions(new byte[] { 3, 0x17 }, BlockTrailer.CHECKSUM_HEX, null, new byte[] { 5 }));
		Framing lrc = BlockFraming.stxEtx(max, true, Capture.LRC);
		Framing mllp = BlockFraming.mllp(max, true, true);
		return Stream.of(Arguments.of(hex, "\\x02"), Arguments.of(hex, "\\x02\\x03"), Arguments.of(hex, "\\x02a"),
				Arguments.of(hex, "\\x03"), Arguments.of(hex, "\\x02\\x0300\\r\\n"), Arguments.of(hex, "\\x05"),
				Arguments.of(lrc, "\\x02"), Arguments.of(lrc, "\\x02\\x03"), Arguments.of(mllp, "\\x0b"),
				Arguments.of(mllp, "\\x0ba\\x1c"), Arguments.of(mllp, "\\x1c\\r"),
				Arguments.of(mllp, "\\x0b\\x1c\\x1c"), Arguments.of(new FixFraming(max), "8=FIX"),
				Arguments.of(new FixFraming(max), "8=FIX.4.2\\x019="),
				Arguments.of(new FixFraming(max), "8=FIX.4.2\\x019=%07d\\x01".formatted(max - 27)),
				Arguments.of(new FixFraming(max), "8=FIX.4.2\\x019=5\\x0110=000\\x01"),
				Arguments.of(new FixFraming(max), "8=FIX.4.2\\x019=900\\x0135=0\\x0110=000\\x01"),
				Arguments.of(new ChecksumLineFraming(max), "$"), Arguments.of(new ChecksumLineFraming(max), "$*00"),
				Arguments.of(DelimitedFraming.keptDelimiter(max, Frames.bytes("</isomsg>")), "</isomsg"));
	}

	@ParameterizedTest
	@MethodSource("attacks")
	void eachByteIsLookedAtAFewTimes(Framing framing, String piece) {
		byte[] wire = repeat(piece, SIZE);
		for (int chunk : new int[] { 1, 100, SIZE }) {
			assertThat(looks(framing, wire, chunk)).as("pieces of %d", chunk).isLessThan(100L * SIZE);
		}
	}

	@ParameterizedTest
	@MethodSource("attacksByLargeFrames")
	void eachByteIsMovedAFewTimes(Framing framing, String piece) throws IOException {
		MovesStream stream = new MovesStream(ScriptedStream.ofChunks(repeat(piece, LARGE_SIZE), 20));
		FrameReader reader = new FrameReader(framing, new FrameInput(stream, (insideFrame) -> true));
		boolean more = true;
		while (more) {
			try {
				more = reader.read() != null;
			}
			catch (FrameException ex) {
				more = ex.isResumable();
			}
			catch (EOFException ex) {
				more = false;
			}
		}
		assertThat(stream.moved).isLessThan(20L * LARGE_SIZE);
	}

	private static byte[] repeat(String piece, int size) {
		byte[] bytes = Frames.bytes(piece);
		byte[] wire = new byte[size];
		for (int i = 0; i < size; i++) {
			wire[i] = bytes[i % bytes.length];
		}
		return wire;
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
	 * A stream that counts the bytes that its reader has moved between two reads: a read
	 * behind a move does not continue where the one before it ended. A few bytes move
	 * before each wait, so that a large buffer is not held.
	 */
	@RequiredArgsConstructor
	private static final class MovesStream extends InputStream {

		private final InputStream in;

		private byte @Nullable [] buffer;

		private int end;

		private long moved;

		@Override
		public int read() {
			throw new AssertionError("read byte by byte");
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			if (offset > LITTLE && (target != this.buffer || offset != this.end)) {
				this.moved += offset;
			}
			int count = this.in.read(target, offset, length);
			this.buffer = target;
			this.end = offset + count;
			return count;
		}

		@Override
		public int available() throws IOException {
			return this.in.available();
		}

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
