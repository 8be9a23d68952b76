package io.sluice.framing;

import java.nio.ByteOrder;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What framings can be made of.
 */
class FramingArgumentsTests {

	static Stream<IntFunction<Framing>> byMaxSize() {
		return Stream.of(LineFraming::new, DelimitedFraming::crlf, DelimitedFraming::nul,
				(max) -> DelimitedFraming.delimiter(max, new byte[1]), DelimitedFraming::stxEtx, DelimitedFraming::mllp,
				(max) -> DelimitedFraming.keptDelimiter(max, new byte[1]), (max) -> BlockFraming.mllp(max, true, false),
				(max) -> BlockFraming.stxEtx(max, true, StxEtxOptions.PLAIN), ChecksumLineFraming::new, FixFraming::new,
				(max) -> new LengthFraming(max, 4, ByteOrder.BIG_ENDIAN, false),
				(max) -> new AsciiLengthFraming(max, 4, false), OctetCountingFraming::new, SyslogFraming::new,
				UntilCloseFraming::new, (max) -> new FixedFraming(max, 1), JsonFraming::new, RawFraming::new);
	}

	@ParameterizedTest
	@MethodSource("byMaxSize")
	void maxSizeIsOneByteToOneGigabyte(IntFunction<Framing> factory) {
		assertThat(factory.apply(1).maxSize()).isEqualTo(1);
		assertThat(factory.apply(1 << 30).maxSize()).isEqualTo(1 << 30);
		assertThatIllegalArgumentException().isThrownBy(() -> factory.apply(0))
			.withMessage("max-size must be 1 to 1073741824 bytes, not 0");
		assertThatIllegalArgumentException().isThrownBy(() -> factory.apply((1 << 30) + 1))
			.withMessageContaining("1073741825");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 65 })
	void aDelimiterIsOneToSixtyFourBytes(int length) {
		assertThatIllegalArgumentException().isThrownBy(() -> DelimitedFraming.delimiter(10, new byte[length]))
			.withMessage("the delimiter must be 1 to 64 bytes, not " + length);
	}

	@Test
	void aMessageHasRoomForTheDelimiterItKeeps() {
		assertThatIllegalArgumentException().isThrownBy(() -> DelimitedFraming.keptDelimiter(3, new byte[4]))
			.withMessage("max-size (3) must have room for the delimiter, which belongs to the message");
	}

	@Test
	void aByteHasOneMeaningInABlock() {
		byte[] none = new byte[0];
		assertRefused("STX (0x02) cannot be an end byte or a control byte too", new byte[] { 2 }, BlockTrailer.NONE,
				null, none);
		assertRefused("STX (0x02) cannot be an end byte or a control byte too", new byte[] { 3 }, BlockTrailer.NONE,
				null, new byte[] { 2 });
		assertRefused("a byte cannot end a frame and be a control byte", new byte[] { 3 }, BlockTrailer.NONE, null,
				new byte[] { 3 });
		assertRefused("a frame requires an end byte", none, BlockTrailer.NONE, null, none);
		assertRefused("a NAK requires a checksum", new byte[] { 3 }, BlockTrailer.NONE, new byte[] { 0x15 }, none);
	}

	private static void assertRefused(String message, byte[] ends, BlockTrailer trailer, byte @Nullable [] nak,
			byte[] controls) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> BlockFraming.stxEtx(10, false, new StxEtxOptions(ends, trailer, nak, controls)))
			.withMessage(message);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 5 })
	void aLengthHeaderIsOneToFourBytes(int size) {
		assertThatIllegalArgumentException().isThrownBy(() -> new LengthFraming(10, size, ByteOrder.BIG_ENDIAN, false))
			.withMessage("a length header must be 1 to 4 bytes, not " + size);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10 })
	void aLengthHeaderIsOneToNineDigits(int digits) {
		assertThatIllegalArgumentException().isThrownBy(() -> new AsciiLengthFraming(10, digits, false))
			.withMessage("a length header must be 1 to 9 digits, not " + digits);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 11 })
	void aFixedSizeIsUpToMaxSize(int size) {
		assertThatIllegalArgumentException().isThrownBy(() -> new FixedFraming(10, size))
			.withMessage("the size must be 1 to max-size (10) bytes, not " + size);
	}

	@Test
	void aDelimiterCannotBeChanged() {
		byte[] delimiter = { 1, 2 };
		Framing framing = DelimitedFraming.delimiter(10, delimiter);
		delimiter[0] = 9;
		assertThat(Frames.write(framing, new byte[0])).containsExactly(1, 2);
	}

	@Test
	void framingsAreComparedByTheirBytes() {
		Framing framing = DelimitedFraming.delimiter(10, Frames.bytes("\\x1e\\r"));
		assertThat(framing).isEqualTo(DelimitedFraming.delimiter(10, Frames.bytes("0x1e0d")))
			.hasSameHashCodeAs(DelimitedFraming.delimiter(10, Frames.bytes("0x1e0d")))
			.isNotEqualTo(DelimitedFraming.delimiter(10, Frames.bytes("\\x1e")))
			.isNotEqualTo(DelimitedFraming.delimiter(11, Frames.bytes("\\x1e\\r")))
			.hasToString("DelimitedFraming[maxSize=10, start=null, end=\\x1e\\r]");
		assertThat(DelimitedFraming.stxEtx(10)).isEqualTo(DelimitedFraming.stxEtx(10))
			.isNotEqualTo(DelimitedFraming.delimiter(10, Frames.bytes("\\x03")))
			.hasToString("DelimitedFraming[maxSize=10, start=STX (0x02), end=\\x03]");
	}

}
