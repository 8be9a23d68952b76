package io.sluice.framing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import org.junit.jupiter.api.Test;

import org.springframework.core.serializer.Deserializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayRawSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link FrameStream}: what a deserializer of Spring Integration cannot hide.
 */
class FrameStreamTests {

	private static final ByteArrayRawSerializer RAW = new ByteArrayRawSerializer();

	@Test
	void endOfTheStreamMayEndAMessage() throws IOException {
		FrameReader reader = reader(RAW, false, "ab", "c");
		assertThat(reader.read()).asString().isEqualTo("abc");
		assertThat(reader.read()).isNull();
	}

	@Test
	void streamThatIsCutShortEndsNoMessage() throws IOException {
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> reader(RAW, true, "ab", "c").read());
		assertThat(reader(RAW, true).read()).isNull();
	}

	@Test
	void failureOfAReadIsNoEndOfAMessage() {
		IOException failure = new IOException("reset");
		FrameInput input = new FrameInput(new ScriptedStream(), (insideFrame) -> {
			throw failure;
		});
		SerializerFraming framing = new SerializerFraming(100, FrameStreamTests::readAndHideFailures, RAW);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new FrameReader(framing, input).read())
			.isSameAs(failure);
	}

	@Test
	void bytesBeyondTheLargestFrameAreNoEndOfAMessage() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> reader(FrameStreamTests::readAndHideFailures, false, "a".repeat(10_000)).read())
			.extracting(FrameException::code)
			.isEqualTo(ErrorCode.FRAME_TOO_LARGE);
	}

	@Test
	void nothingMoreAtTheEndOfTheStreamIsNoMessage() throws IOException {
		FrameReader reader = reader(InputStream::readAllBytes, false, "ab", "c");
		assertThat(reader.read()).asString().isEqualTo("abc");
		assertThat(reader.read()).isNull();
		assertThat(reader(InputStream::readAllBytes, false).read()).isNull();
	}

	@Test
	void failureAtTheEndOfTheStreamIsInsideAFrameOnlyIfOneHasBegun() throws IOException {
		assertThat(reader(FrameStreamTests::readShort, false).read()).isNull();
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> reader(FrameStreamTests::readShort, false, "a").read());
	}

	@Test
	void messageFromNothingIsADefect() {
		assertThatExceptionOfType(BrokenFramingException.class)
			.isThrownBy(() -> reader((in) -> new byte[0], false, "ab").read())
			.withMessageContaining("returned a message without reading a byte");
		assertThatExceptionOfType(BrokenFramingException.class)
			.isThrownBy(() -> reader((in) -> new byte[] { (byte) in.read() }, false).read())
			.withMessageContaining("returned a message without reading a byte");
	}

	@Test
	void errorOfTheDeserializerIsADefect() {
		assertThatExceptionOfType(BrokenFramingException.class).isThrownBy(() -> reader((in) -> {
			throw new StackOverflowError();
		}, false, "ab").read()).withMessageContaining("has failed: java.lang.StackOverflowError");
		assertThatExceptionOfType(BrokenFramingException.class)
			.isThrownBy(() -> reader((in) -> new byte[in.read() - 'k' + Integer.MAX_VALUE], false, "k").read())
			.withMessageContaining("has failed: java.lang.OutOfMemoryError");
	}

	@Test
	void exceptionWithoutAMessageIsNamedByItsType() {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> reader((in) -> {
			throw new NumberFormatException();
		}, false, "ab").read()).withMessage("java.lang.NumberFormatException");
		SerializerFraming framing = new SerializerFraming(100, RAW, (message, out) -> {
			throw new NumberFormatException();
		});
		assertThat(framing.refusal(new byte[1])).isEqualTo("java.lang.NumberFormatException");
	}

	private static byte[] readShort(InputStream in) throws IOException {
		return new byte[new DataInputStream(in).readShort()];
	}

	private static FrameReader reader(Deserializer<byte[]> deserializer, boolean cutShort, String... segments) {
		byte[][] bytes = new byte[segments.length][];
		for (int i = 0; i < segments.length; i++) {
			bytes[i] = Frames.bytes(segments[i]);
		}
		return new FrameReader(new SerializerFraming(100, deserializer, RAW),
				new FrameInput(new ScriptedStream(bytes), new Readiness() {

					@Override
					public boolean await(boolean insideFrame) {
						return false;
					}

					@Override
					public boolean isCutShort() {
						return cutShort;
					}

				}));
	}

	/** As {@link ByteArrayRawSerializer} does with a timeout. */
	private static byte[] readAndHideFailures(InputStream in) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		try {
			for (int b = in.read(); b >= 0; b = in.read()) {
				all.write(b);
			}
		}
		catch (IOException ex) {
			// the message is what has been read
		}
		return all.toByteArray();
	}

}
