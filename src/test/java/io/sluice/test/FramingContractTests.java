package io.sluice.test;

import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.sluice.framing.AsciiLengthFraming;
import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LineFraming;
import io.sluice.framing.OctetCountingFraming;
import io.sluice.framing.RawFraming;
import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract passes what keeps it, and finds each fault.
 */
class FramingContractTests {

	private static final int MAX = 3000;

	private static final String RECORD = "08010000016B40D8EA30010000000000000000000000000000000105021503010101425E0F"
			+ "01F10000601A014E000000000000000001";

	private static final byte[] MODBUS_READ = HexFormat.of().parseHex("000100000006110300 6b0003".replace(" ", ""));

	private static final byte[] MODBUS_REPLY = HexFormat.of()
		.parseHex("00010000000911030602 2b00000064".replace(" ", ""));

	@TestFactory
	Stream<DynamicTest> aLongSampleIsCutAtSomeOfItsBytesOnly() {
		AtomicInteger calls = new AtomicInteger();
		LengthFraming framing = new LengthFraming(1 << 20, 4, ByteOrder.BIG_ENDIAN, false);
		Framing counted = new BrokenFraming.Altered(framing, (in) -> {
			calls.incrementAndGet();
			return framing.decode(in);
		});
		return Stream.concat(FramingContract.verify(counted, new byte[50_000]), Stream.of(DynamicTest
			.dynamicTest("the decoder was called now and then", () -> assertThat(calls).hasValueLessThan(20_000))));
	}

	@TestFactory
	Stream<DynamicTest> teltonikaKeepsTheContract() {
		return FramingContract.verify(new TeltonikaFraming(1280), HexFormat.of().parseHex(RECORD), new byte[1]);
	}

	@TestFactory
	Stream<DynamicTest> modbusKeepsTheContract() {
		return FramingContract.verify(new ModbusFraming(), MODBUS_READ, MODBUS_REPLY);
	}

	@TestFactory
	Stream<DynamicTest> aFramingWithStateKeepsTheContract() {
		return FramingContract.verify(new QuotedFraming(MAX), bytes("a,\"b\nc\",d"), bytes("\"\n\""), bytes(""));
	}

	@ParameterizedTest
	@EnumSource
	void aFramingWhoseLengthIsFullKeepsTheContract(ByteLengthFraming framing) {
		assertThat(failures(framing, bytes("PING"))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("sizedFramings")
	void aFrameThatIsTooLargeIsMadeOfOnesThatAreNot(Framing framing) {
		assertThat(FramingContract.verify(framing, bytes("0200ab")))
			.filteredOn((test) -> test.getDisplayName().endsWith("is not read"))
			.singleElement()
			.satisfies((test) -> test.getExecutable().execute());
	}

	static Stream<Framing> sizedFramings() {
		return Stream.of(new LineFraming(MAX), DelimitedFraming.mllp(MAX), new OctetCountingFraming(MAX),
				new AsciiLengthFraming(MAX, 9, true), new LengthFraming(1 << 16, 3, ByteOrder.BIG_ENDIAN, false),
				new LengthFraming((1 << 16) + 1, 4, ByteOrder.LITTLE_ENDIAN, true));
	}

	@Test
	void teltonikaReadsWhatATrackerSends() {
		byte[] frame = HexFormat.of().parseHex("0000000000000036" + RECORD + "0000C7CF");
		DecoderStream.of(new TeltonikaFraming(1280), frame).require(List.of(HexFormat.of().parseHex(RECORD)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("io.sluice.test.BrokenFraming#all")
	void aBrokenFramingFails(BrokenFraming broken) {
		assertThat(failures(broken.framing(), bytes("0200ab"), bytes("\"c\"")))
			.anySatisfy((failure) -> assertThat(failure).contains(broken.failure()));
	}

	@Test
	void theMessagesOfRawDependOnTheSegments() {
		assertThat(failures(new RawFraming(MAX), bytes("abc"))).anySatisfy((failure) -> assertThat(failure)
			.isEqualTo("sample 1 split at byte 1: message 1 differs from byte 1 on: expected \"abc\" but got \"a\""));
	}

	@Test
	void aFramingThatFailsWhereItMustNotIsNamedWithTheTest() {
		Framing framing = new BrokenFraming.Altered(new LineFraming(MAX), (in) -> in.take(in.size())) {

			@Override
			public void write(byte[] message, OutputStream out) {
				throw new IllegalStateException("no output");
			}

		};
		assertThat(failures(framing, bytes("a"))).contains(
				"sample 1 is written and read back: java.lang.IllegalStateException: no output",
				"sample 1 byte by byte: java.lang.IllegalStateException: no output");
	}

	@Test
	void aSampleThatIsRefusedIsNamed() {
		assertThat(failures(new LineFraming(MAX), bytes("a\nb")))
			.contains("sample 1 is written and read back: the framing refuses the sample 0x610a62: it contains the "
					+ "line end (LF)");
	}

	@Test
	void theContractNeedsASample() {
		assertThatIllegalArgumentException().isThrownBy(() -> FramingContract.verify(new LineFraming(MAX)))
			.withMessage("the contract needs at least one message that the framing can carry");
	}

	private static List<String> failures(Framing framing, byte[]... samples) {
		return FramingContract.verify(framing, samples).<String>mapMulti((test, sink) -> {
			try {
				test.getExecutable().execute();
			}
			catch (TestAbortedException ex) {
				// not for this framing
			}
			catch (Throwable ex) {
				sink.accept(ex.getMessage());
			}
		}).toList();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
