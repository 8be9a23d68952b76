package io.sluice.test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LineFraming;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;

/**
 * A framing with one fault.
 *
 * @param fault the fault
 * @param framing the framing
 * @param failure what a failed test says
 */
record BrokenFraming(String fault, Framing framing, String failure) {

	private static final int MAX = 100_000;

	private static final LineFraming LINE = new LineFraming(MAX);

	private static final LengthFraming LENGTH = new LengthFraming(MAX, 4, ByteOrder.BIG_ENDIAN, false);

	static Stream<BrokenFraming> all() {
		return Stream.of(ofReading(), ofSize(), ofCost(), ofWriting()).flatMap((broken) -> broken);
	}

	private static Stream<BrokenFraming> ofReading() {
		return Stream.of(line("needs the whole frame in one segment", (in) -> {
			if (in.at(in.size() - 1) != '\n') {
				throw new FrameException(ErrorCode.BAD_FRAME, "no line");
			}
			return LINE.decode(in);
		}, "sample 1 split at byte 1: byte 1: the frame is rejected: no line"),
				line("takes all that is there", (in) -> {
					byte[] message = LINE.decode(in);
					in.skip((message != null) ? in.size() : 0);
					return message;
				}, "many frames in one segment: message 2 of 6 is missing"), line("calls itself", new Decoder() {
					@Override
					public byte[] decode(FrameBuffer in) throws FrameException {
						return (in.size() > 0) ? decode(in) : null;
					}
				}, "sample 1 is written and read back: byte 7: the decoder fails, which would close the connection as a defect: java.lang.StackOverflowError"),
				line("waits for a part of the next frame", (in) -> {
					int end = in.indexOf((byte) '\n', 0);
					return (end < 0 || end == in.size() - 1) ? null : LINE.decode(in);
				}, "sample 1 takes no byte of the next frame: cut after byte 8: message 2 of 2 is missing: \"0200ab\""),
				line("forgets a frame that is followed by two bytes", (in) -> {
					if (in.size() == 9 && in.at(6) == '\n') {
						in.skip(7);
					}
					return LINE.decode(in);
				}, "sample 1 takes no byte of the next frame: cut after byte 9: message 1 of 1 is missing: \"0200ab\""),
				line("returns what it has", (in) -> {
					byte[] message = LINE.decode(in);
					return (message != null) ? message : in.take(in.size());
				}, "sample 1 cut off after byte 3: message 1 differs from byte 3 on"),
				line("drops what it has", (in) -> {
					if (in.indexOf((byte) '\n', 0) >= 0) {
						return LINE.decode(in);
					}
					in.skip(in.size());
					return null;
				}, "sample 1 cut off after byte 3: the decoder has dropped \"020\""),
				line("waits for the next frame", (in) -> (in.size() < 8) ? in.need(8, 0) : LINE.decode(in),
						"sample 1 waits for no byte of the next frame: at byte 1, the decoder asks for 8 bytes of a frame of 7"),
				line("finds messages in an empty stream", new Decoder() {
					@Override
					public byte[] decode(FrameBuffer in) throws FrameException {
						return LINE.decode(in);
					}

					@Override
					public byte[] end(FrameBuffer in) {
						return new byte[0];
					}
				}, "the decoder has ended a frame and removed no byte of it"), line("takes no byte", (in) -> {
					int end = in.indexOf((byte) '\n', 0);
					return (end < 0) ? in.need(in.size() + 1, 0) : in.copy(0, end);
				}, "the decoder has ended a frame and removed no byte of it"), line("asks for what is there", (in) -> {
					byte[] message = LINE.decode(in);
					return (message != null) ? message : in.need(in.size(), 0);
				}, "the decoder asks for 1 bytes, of which 1 are there"), line("fails on bytes beyond ASCII", (in) -> {
					for (int i = in.scanned(); i < in.size(); i++) {
						if (in.at(i) < 0) {
							throw new IllegalStateException("no ASCII");
						}
					}
					return LINE.decode(in);
				}, "the decoder fails, which would close the connection as a defect: java.lang.IllegalStateException"),
				new BrokenFraming("shares the state of streams", new SharedState(new QuotedFraming.QuotedDecoder(MAX)),
						"two streams that take turns"));
	}

	private static Stream<BrokenFraming> ofSize() {
		return Stream.of(line("reads more than it may", new LineFraming(MAX + 1),
				"one too many, is not read: byte 100002: the decoder returns a message of 100001 bytes, and maxSize() is 100000"),
				line("reads less than it may", new LineFraming(MAX - 1), "the largest: byte"),
				line("cuts long messages in silence", (in) -> {
					byte[] message = new LineFraming(MAX + 1).decode(in);
					return (message != null) ? Arrays.copyOf(message, Math.min(message.length, MAX)) : null;
				}, "one too many, is not read: the decoder loses 1 bytes in silence"),
				new BrokenFraming("reads a length above the largest",
						new Altered(LENGTH, new LengthFraming(MAX + 1, 4, ByteOrder.BIG_ENDIAN, false)),
						"one too many, is not read: byte 100005: the decoder returns a message of 100001 bytes"),
				new BrokenFraming("reads a part of a frame", new Altered(LENGTH, (in) -> {
					byte[] message = new LengthFraming(MAX + 1, 4, ByteOrder.BIG_ENDIAN, false).decode(in);
					return (message != null) ? Arrays.copyOf(message, Math.min(message.length, MAX)) : null;
				}), "one too many, is not read: the decoder loses 1 bytes in silence"),
				line("returns more than it reads", (in) -> {
					byte[] message = LINE.decode(in);
					return (message != null && message.length > 0 && message[0] == '#') ? new byte[MAX + 1] : message;
				}, "the decoder returns a message of 100001 bytes, and maxSize() is 100000"),
				new BrokenFraming("asks for more than a frame", new Altered(LINE, (in) -> in.need(MAX + 5000, 0)),
						"the decoder asks for a frame of 105000 bytes, more than its maxFrameSize() of 104096"),
				line("takes more than a message", (in) -> in.take(MAX + 4000),
						"byte 1: the decoder returns a message of 104000 bytes, and maxSize() is 100000"),
				new BrokenFraming("fails after more bytes than the largest message has",
						new Altered(new LineFraming(8), (in) -> {
							if (in.size() > 100) {
								throw new IllegalStateException("too many");
							}
							return new LineFraming(8).decode(in);
						}), "java.lang.IllegalStateException: too many, of the bytes"),
				new BrokenFraming("refuses nothing", new Careless(LINE),
						"one too many, is refused: refusal returns null"));
	}

	private static Stream<BrokenFraming> ofCost() {
		return Stream
			.of(IntStream.of(64, 300, 2000, MAX).mapToObj(BrokenFraming::scanning),
					IntStream.of(6, 64, 2000, MAX).mapToObj(BrokenFraming::allocating),
					Stream.of(new BrokenFraming("allocates what a header says", new Altered(LENGTH, new Eager()),
							"when 64 bytes of a frame of 100,004 had arrived, the decoder had allocated")))
			.flatMap((broken) -> broken);
	}

	private static BrokenFraming scanning(int maxSize) {
		LineFraming framing = new LineFraming(maxSize);
		return new BrokenFraming("scans up to %d bytes from the beginning".formatted(maxSize),
				new Altered(framing, (in) -> {
					int end = in.indexOf((byte) '\n', 0);
					return (end < 0) ? in.need(in.size() + 1, 0) : framing.decode(in);
				}), "Begin at scanned()");
	}

	private static BrokenFraming allocating(int maxSize) {
		LengthFraming framing = new LengthFraming(maxSize, 4, ByteOrder.BIG_ENDIAN, false);
		return new BrokenFraming("allocates 20 KB for up to %d bytes".formatted(maxSize), new Altered(framing, (in) -> {
			byte[] room = new byte[20_000];
			return (in.size() > room.length) ? room : framing.decode(in);
		}), "had arrived, the decoder had allocated");
	}

	private static Stream<BrokenFraming> ofWriting() {
		return Stream.of(
				new BrokenFraming("writes what it cannot read", new Careless(LINE), "which refusal does not refuse"),
				new BrokenFraming("refuses everything", new Altered(LINE, LINE) {
					@Override
					public String refusal(byte[] message) {
						return "no";
					}
				}, "the framing refuses the sample"), new BrokenFraming("writes too much", new Altered(LINE, LINE) {
					@Override
					public int maxFrameSize() {
						return 6;
					}
				}, "the frame has 7 bytes, more than the framing's maxFrameSize() of 6"));
	}

	private static BrokenFraming line(String fault, Decoder decoder, String failure) {
		return new BrokenFraming(fault, new Altered(LINE, decoder), failure);
	}

	@Override
	public String toString() {
		return this.fault;
	}

	/** A framing with another decoder. */
	static class Altered implements Framing {

		private final Framing framing;

		private final Decoder decoder;

		Altered(Framing framing, Decoder decoder) {
			this.framing = framing;
			this.decoder = decoder;
		}

		@Override
		public int maxSize() {
			return this.framing.maxSize();
		}

		@Override
		public Decoder decoder() {
			return this.decoder;
		}

		@Override
		public String refusal(byte[] message) {
			return this.framing.refusal(message);
		}

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			this.framing.write(message, out);
		}

	}

	/** Refuses no message. */
	private static final class Careless extends Altered {

		Careless(LineFraming framing) {
			super(framing, framing);
		}

		@Override
		public String refusal(byte[] message) {
			return null;
		}

	}

	/** One decoder with state for all streams. */
	private static final class SharedState extends Altered {

		SharedState(Decoder decoder) {
			super(new QuotedFraming(MAX), decoder);
		}

	}

	/** Allocates before the bytes are there. */
	private static final class Eager implements Decoder {

		@Override
		public byte[] decode(FrameBuffer in) throws FrameException {
			if (in.size() < 4) {
				return in.need(4, 0);
			}
			int length = ((in.at(0) & 0xff) << 24) | ((in.at(1) & 0xff) << 16) | ((in.at(2) & 0xff) << 8)
					| (in.at(3) & 0xff);
			if (length < 0 || length > MAX) {
				throw new FrameException(ErrorCode.FRAME_TOO_LARGE, "too large");
			}
			byte[] message = new byte[length];
			if (in.size() < 4 + length) {
				return in.need(4 + length, 0);
			}
			for (int i = 0; i < length; i++) {
				message[i] = in.at(4 + i);
			}
			in.skip(4 + length);
			return message;
		}

	}

}
