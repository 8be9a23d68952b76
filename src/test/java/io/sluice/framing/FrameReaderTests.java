package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link FrameReader}: how it reads for a decoder, and what it does about a broken one.
 */
class FrameReaderTests {

	private final List<Integer> calls = new ArrayList<>();

	@Test
	void decoderIsCalledOnlyWhenAllItHasAskedForIsThere() throws IOException {
		Decoder decoder = (in) -> {
			this.calls.add(in.size());
			return (in.size() < 5) ? in.need(5, 0) : in.take(5);
		};
		assertThat(read(decoder, "a", "b", "c", "d", "e", "12345")).containsExactly("abcde", "12345");
		assertThat(this.calls).containsExactly(1, 5, 5);
	}

	@Test
	void decoderThatReturnsNullIsCalledWithEachRead() throws IOException {
		Decoder decoder = (in) -> {
			this.calls.add(in.size());
			return (in.size() < 3) ? null : in.take(3);
		};
		assertThat(read(decoder, "a", "b", "c")).containsExactly("abc");
		assertThat(this.calls).containsExactly(1, 2, 3);
	}

	@Test
	void whatWasScannedIsRememberedUntilTheFrameEnds() throws IOException {
		Decoder decoder = (in) -> {
			this.calls.add(in.scanned());
			int end = in.indexOf((byte) ';', in.scanned());
			return (end < 0) ? in.need(in.size() + 1, in.size()) : in.take(end + 1);
		};
		assertThat(read(decoder, "ab", "cd", "e;f", "g;")).containsExactly("abcde;", "fg;");
		assertThat(this.calls).containsExactly(0, 2, 4, 0, 1);
	}

	@Test
	void scanBeginsAgainAfterASkip() throws IOException {
		Decoder decoder = (in) -> {
			this.calls.add(in.scanned());
			if (in.at(0) == '-') {
				in.skip(1);
				return null;
			}
			return (in.size() < 2) ? in.need(2, 1) : in.take(2);
		};
		assertThat(read(decoder, "-", "a", "b")).containsExactly("ab");
		assertThat(this.calls).containsExactly(0, 0, 1);
	}

	@Test
	void bytesSkippedBetweenFramesBeginNoFrame() throws IOException {
		List<Boolean> inside = new ArrayList<>();
		FrameInput input = new FrameInput(new ScriptedStream(Frames.bytes("--"), Frames.bytes("-a"), Frames.bytes("b")),
				(insideFrame) -> inside.add(insideFrame));
		Decoder decoder = (in) -> {
			while (in.size() > 0 && in.at(0) == '-') {
				in.skip(1);
			}
			return (in.size() < 2) ? null : in.take(2);
		};
		assertThat(Frames.readAll(new Toy(decoder), input)).containsExactly("ab");
		assertThat(inside).containsExactly(false, false, true, false);
	}

	@Test
	void readThatBringsNothingIsRepeatedAfterAnotherWait() throws IOException {
		List<Boolean> inside = new ArrayList<>();
		EmptyReads stream = new EmptyReads("", "a", "", "b\\n");
		FrameInput input = new FrameInput(stream, (insideFrame) -> inside.add(insideFrame));
		assertThat(new FrameReader(new LineFraming(100), input).read()).isEqualTo(Frames.bytes("ab"));
		assertThat(inside).containsExactly(false, false, true, true);
	}

	@Test
	void messageMayEndWithTheStream() throws IOException {
		Decoder decoder = new Decoder() {

			@Override
			public byte @Nullable [] decode(FrameBuffer in) {
				return in.need(in.size() + 1, in.size());
			}

			@Override
			public byte @Nullable [] end(FrameBuffer in) {
				return (in.size() > 0) ? in.take(in.size()) : null;
			}

		};
		assertThat(read(decoder, "ab", "c")).containsExactly("abc");
		assertThat(read(decoder)).isEmpty();
	}

	@Test
	void streamThatEndsInsideAFrameIsAnError() {
		Decoder decoder = (in) -> in.need(in.size() + 1, 0);
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(decoder, "ab"));
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read((in) -> in.take(3), "ab"));
	}

	@Test
	void failureOfAWaitForMemoryIsThatOfTheRead() {
		MemoryBudget budget = new MemoryBudget(1000);
		budget.tryTake(MemoryKind.CONNECTIONS, 1000);
		IOException failure = new IOException("the connection is to end");
		Readiness readiness = new Readiness() {

			@Override
			public boolean await(boolean insideFrame) {
				return true;
			}

			@Override
			public <T> T await(MemoryAccount account, MemoryKind kind, int bytes, MemoryAccount.Attempt<T> attempt)
					throws IOException {
				if (kind == MemoryKind.PAYLOADS) {
					throw failure;
				}
				return new MemoryAccount(MemoryBudget.UNLIMITED).await(kind, bytes, attempt);
			}

		};
		FrameInput input = new FrameInput(new ScriptedStream(Frames.bytes("a".repeat(5000) + "\\n")), readiness,
				new MemoryAccount(budget));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> new FrameReader(new LineFraming(5000), input).read())
			.isSameAs(failure);
	}

	@Test
	void decoderThatNeedsMoreThanItsLargestFrameIsBroken() {
		assertBroken((in) -> in.need(101, 0), "asked for 101 bytes, more than its largest frame of 100", "a");
		assertBroken((in) -> in.take(101), "asked for 101 bytes, more than its largest frame of 100", "a");
		assertBroken((in) -> null, "asked for 101 bytes, more than its largest frame of 100", "a".repeat(60),
				"a".repeat(40));
	}

	@Test
	void decoderThatReturnsMoreThanItsLargestMessageIsBroken() {
		String message = "returned a message of 91 bytes, more than its maxSize() of 90";
		assertBroken((in) -> in.take(91), message, "a".repeat(91));
		assertBroken((in) -> in.take(91), message, "a");
		assertBroken((in) -> {
			in.skip(1);
			return new byte[91];
		}, message, "a");
		assertBroken(new Decoder() {

			@Override
			public byte @Nullable [] decode(FrameBuffer in) {
				return in.need(in.size() + 1, in.size());
			}

			@Override
			public byte @Nullable [] end(FrameBuffer in) {
				return in.take(in.size());
			}

		}, message, "a".repeat(91));
	}

	@Test
	void decoderThatNeedsWhatIsThereIsBroken() {
		assertBroken((in) -> in.need(2, 0), "asked for 2 bytes, although 3 have arrived", "abc");
	}

	@Test
	void decoderThatTakesAMessageFromNothingIsBroken() {
		assertBroken((in) -> new byte[1], "returned a message without removing a byte", "abc");
		assertBroken((in) -> in.take(0), "returned a message without removing a byte", "abc");
	}

	@Test
	void decoderThatRejectsAFrameAndLeavesItIsBroken() {
		assertBroken((in) -> {
			throw FrameException.resumable(ErrorCode.BAD_FRAME, "no");
		}, "rejected a frame without removing a byte", "abc");
		assertBroken(new Decoder() {

			@Override
			public byte @Nullable [] decode(FrameBuffer in) {
				return in.need(in.size() + 1, in.size());
			}

			@Override
			public byte @Nullable [] end(FrameBuffer in) throws FrameException {
				throw FrameException.answered("no", new byte[1]);
			}

		}, "rejected a frame without removing a byte", "abc");
	}

	@Test
	void truncationIsThatOfTheLatestMessage() throws IOException {
		Decoder decoder = (in) -> {
			if (in.at(0) == 'a') {
				in.recordTruncation();
			}
			return in.take(1);
		};
		FrameInput input = new FrameInput(new ScriptedStream(Frames.bytes("ab")));
		FrameReader reader = new FrameReader(new Toy(decoder), input);
		reader.read();
		reader.read();
		assertThat(input.takeTruncation()).isFalse();
	}

	@Test
	void largestFrameOfTheLargestMessageIsNoOverflow() throws IOException {
		Framing framing = new Endless();
		assertThat(framing.maxFrameSize()).isEqualTo(Integer.MAX_VALUE);
		assertThat(Frames.readAll(framing, new ScriptedStream(Frames.bytes("a"), Frames.bytes("b"))))
			.containsExactly("ab");
	}

	@Test
	void decoderThatFailsIsBroken() {
		assertBroken((in) -> {
			throw new IllegalArgumentException("no such type");
		}, "failed: java.lang.IllegalArgumentException: no such type", "abc");
		assertBroken((in) -> in.copy(0, 4), "failed: ", "abc");
		assertBroken((in) -> {
			in.skip(4);
			return null;
		}, "failed: ", "abc");
		assertBroken((in) -> new byte[in.at(3)], "failed: ", "abc");
		assertBroken((in) -> in.take(-1), "failed: ", "abc");
	}

	private void assertBroken(Decoder decoder, String message, String... segments) {
		assertThatExceptionOfType(BrokenFramingException.class).isThrownBy(() -> read(decoder, segments))
			.withMessageStartingWith("The decoder of Toy[decoder=")
			.withMessageContaining(message);
	}

	private static List<String> read(Decoder decoder, String... segments) throws IOException {
		byte[][] bytes = new byte[segments.length][];
		for (int i = 0; i < segments.length; i++) {
			bytes[i] = Frames.bytes(segments[i]);
		}
		return Frames.readAll(new Toy(decoder), new ScriptedStream(bytes));
	}

	/**
	 * A framing that limits nothing.
	 */
	private record Endless() implements Framing {

		@Override
		public int maxSize() {
			return Integer.MAX_VALUE;
		}

		@Override
		public Decoder decoder() {
			return (in) -> (in.size() < 2) ? in.need(2, 0) : in.take(2);
		}

		@Override
		public @Nullable String refusal(byte[] message) {
			return null;
		}

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			out.write(message);
		}

	}

	/**
	 * A framing whose frames have at most 100 bytes.
	 */
	private record Toy(Decoder decoder) implements Framing {

		@Override
		public int maxSize() {
			return 90;
		}

		@Override
		public int maxFrameSize() {
			return 100;
		}

		@Override
		public @Nullable String refusal(byte[] message) {
			return null;
		}

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			out.write(message);
		}

	}

}
