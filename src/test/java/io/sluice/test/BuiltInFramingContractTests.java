package io.sluice.test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.sluice.framing.AsciiLengthFraming;
import io.sluice.framing.BlockFraming;
import io.sluice.framing.BlockTrailer;
import io.sluice.framing.ChecksumLineFraming;
import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.FirstOfFraming;
import io.sluice.framing.FirstOfFraming.Alternative;
import io.sluice.framing.FixFraming;
import io.sluice.framing.FixedFraming;
import io.sluice.framing.FramingType;
import io.sluice.framing.JsonFraming;
import io.sluice.framing.LengthEncoding;
import io.sluice.framing.LengthField;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LengthLayout;
import io.sluice.framing.LineFraming;
import io.sluice.framing.OctetCountingFraming;
import io.sluice.framing.OversizeFraming;
import io.sluice.framing.SkippingFraming;
import io.sluice.framing.StxEtxOptions;
import io.sluice.framing.SyslogFraming;
import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The built-in framings keep the contract, with each of their options.
 */
class BuiltInFramingContractTests {

	private static final int MAX = 3000;

	private static final byte[] NONE = {};

	private static final byte[] CONTROLS = { 0x05, 0x06, 0x04, 0x15 };

	private static final LengthField TWO_BYTES = LengthField.binary(2, ByteOrder.BIG_ENDIAN);

	private static final String FIX = "8=FIX.4.4\u00019=5\u000135=0\u000110=163\u0001";

	@TestFactory
	Stream<DynamicContainer> builtInFramingsKeepTheContract() {
		return Stream.of(FramingType.values())
			.map((type) -> DynamicContainer.dynamicContainer(type.kebab(), rows(type).map((row) -> DynamicContainer
				.dynamicContainer(row.name(), FramingContract.verify(new Strict(row), row.samples())))));
	}

	@ParameterizedTest
	@EnumSource
	void theGuideNamesTheFramingsThatCannotKeepIt(FramingType type) throws IOException {
		String guide = Files.readString(Path.of("docs/test-your-handler.md"));
		assertThat(guide.contains("\n- `%s`".formatted(type.kebab()))).isEqualTo(!hasRows(type));
	}

	private static boolean hasRows(FramingType type) {
		return type == FramingType.BEAN || rows(type).findAny().isPresent();
	}

	/**
	 * The framings of a type. A type has none only if the guide says why it cannot keep
	 * the contract. The framings for a bean are tests of their own.
	 */
	private static Stream<Row> rows(FramingType type) {
		return switch (type) {
			case LINE -> lines();
			case CRLF -> tolerant(row("plain", DelimitedFraming.crlf(MAX), "", "a\rb\nc"));
			case NUL -> tolerant(row("plain", DelimitedFraming.nul(MAX), "", "<a/>"));
			case DELIMITER -> delimiters();
			case STX_ETX -> blocks();
			case MLLP -> mllp();
			case LENGTH -> Stream.concat(lengths(), layouts());
			case ASCII_LENGTH -> digits();
			case OCTET_COUNTING -> tolerant(row("plain", new OctetCountingFraming(MAX), "<34>1 x"));
			case SYSLOG -> tolerant(row("plain", new SyslogFraming(MAX), "<34>1 x", "<34>1 two\nlines"));
			case FIXED -> Stream.of(row("6 bytes", new FixedFraming(MAX, 6), "A00001", "B     "));
			case JSON -> tolerant(
					row("plain", new JsonFraming(MAX), "{}", "[{\"b\":[1,{}]},\"[\\n\"]", "{\"text\":\"abcdefgh\"}"));
			case FIX -> tolerant(row("plain", new FixFraming(MAX), FIX));
			case FIRST_OF -> choices();
			case BEAN, UNTIL_CLOSE, RAW, SPRING -> Stream.of();
		};
	}

	private static Stream<Row> lines() {
		return Stream
			.of(row("plain", new LineFraming(MAX), "", "a", "$GPGGA,1"),
					row("checksum", new ChecksumLineFraming(MAX), "", "$GPGGA,1"))
			.flatMap(BuiltInFramingContractTests::tolerant);
	}

	private static Stream<Row> delimiters() {
		return Stream
			.of(row("plain", DelimitedFraming.delimiter(MAX, bytes("\r\n.\r\n")), "", "Hello\r\n..x"),
					row("kept", DelimitedFraming.keptDelimiter(MAX, bytes("</m>")), "</m>", "<m><</m</m>"))
			.flatMap(BuiltInFramingContractTests::tolerant);
	}

	private static Stream<Row> blocks() {
		return Stream.concat(tolerant(row("plain", DelimitedFraming.stxEtx(MAX), "0100")),
				Stream.of(BlockTrailer.NONE, BlockTrailer.LRC, BlockTrailer.CHECKSUM_HEX)
					.flatMap((trailer) -> blocks(trailer, trailer.isChecksum() ? new byte[] { 0x15 } : null)));
	}

	private static Stream<Row> blocks(BlockTrailer trailer, byte @Nullable [] nak) {
		byte[] one = { 0x03 };
		byte[] two = { 0x03, 0x17 };
		return Stream
			.of(Stream.of(block(false, new StxEtxOptions(one, trailer, null, NONE), "", "0100")),
					Stream.of(block(true, new StxEtxOptions(one, trailer, nak, CONTROLS), "\5", "0100", "\4")),
					Stream.of(block(false, new StxEtxOptions(two, trailer, nak, CONTROLS), "\5", "0100\3", "\3")),
					tolerant(block(true, new StxEtxOptions(two, trailer, null, CONTROLS), "\6", "0100\3", "0100\27")))
			.flatMap((rows) -> rows);
	}

	private static Row block(boolean resync, StxEtxOptions options, String... samples) {
		Framing framing = BlockFraming.stxEtx(MAX, resync, options);
		return row("%s, nak=%s".formatted(framing, options.nak() != null), framing, samples);
	}

	private static Stream<Row> mllp() {
		String hl7 = "MSH|^~\\&|\r";
		return Stream
			.of(row("plain", DelimitedFraming.mllp(MAX), hl7, "a\u001cb"),
					row("resync", BlockFraming.mllp(MAX, true, true), hl7, "a\u001cb"),
					row("require-cr: false", BlockFraming.mllp(MAX, false, false), hl7, "ab"),
					row("resync and require-cr: false", BlockFraming.mllp(MAX, true, false), hl7, "ab"))
			.flatMap(BuiltInFramingContractTests::tolerant);
	}

	private static Stream<Row> lengths() {
		return Stream
			.of(row("2 bytes", new LengthFraming(MAX, 2, ByteOrder.BIG_ENDIAN, false), "", "0200"),
					row("includes-header", new LengthFraming(MAX, 4, ByteOrder.LITTLE_ENDIAN, true), "", "0200"),
					row("1 MB", new LengthFraming(1 << 20, 4, ByteOrder.BIG_ENDIAN, false), "0200"),
					row("1 byte, full", new LengthFraming(255, 1, ByteOrder.BIG_ENDIAN, false), "PING"),
					row("2 bytes, full", new LengthFraming(65_535, 2, ByteOrder.BIG_ENDIAN, false), "PING"),
					row("includes-header, full", new LengthFraming(254, 1, ByteOrder.BIG_ENDIAN, true), "PING"),
					row("bcd", length(new LengthField(LengthEncoding.BCD, 2, ByteOrder.BIG_ENDIAN, false)), "", "0200"),
					row("bcd, little-endian",
							length(new LengthField(LengthEncoding.BCD, 3, ByteOrder.LITTLE_ENDIAN, false)), "", "0200"),
					row("hex", length(new LengthField(LengthEncoding.HEX, 4, ByteOrder.BIG_ENDIAN, false)), "", "0200"),
					row("hex, spaces", length(new LengthField(LengthEncoding.HEX, 8, ByteOrder.BIG_ENDIAN, true)), "",
							"0200"),
					row("ascii, spaces", length(new LengthField(LengthEncoding.ASCII, 4, ByteOrder.BIG_ENDIAN, true)),
							"", "0200"))
			.flatMap(BuiltInFramingContractTests::sized);
	}

	private static LengthFraming length(LengthField field) {
		return new LengthFraming(MAX, LengthLayout.of(field, false));
	}

	private static Stream<Row> layouts() {
		byte[] prefix = { 0x03, 0x00 };
		byte[] suffix = { 0x03 };
		LengthLayout plain = LengthLayout.of(TWO_BYTES, false);
		return Stream
			.of(row("offset", layout(new LengthLayout(4, TWO_BYTES, 0, 6, 0)), "", "0200"),
					keptLength("offset, strip: 0", new LengthLayout(4, TWO_BYTES, 0, 0, 6), "\0\0\0\0\0\0",
							"\0\1\0\0\0\6\21\3\0k\0\3"),
					row("adjustment, strip: 4", layout(new LengthLayout(0, TWO_BYTES, 2, 4, 0)), "", "0200"),
					row("negative adjustment", layout(new LengthLayout(1, TWO_BYTES, -3, 3, 0)), "", "0200"),
					row("mirror", layout(new LengthLayout(0, TWO_BYTES, 0, 2, 5)), "", "TPDU!0200"),
					row("prefix", new LengthFraming(MAX, plain, prefix, NONE), "", "0200"),
					row("suffix", new LengthFraming(MAX, plain, NONE, suffix), "", "0200", "\3"),
					row("prefix and suffix", new LengthFraming(MAX, plain, prefix, suffix), "", "0200"))
			.flatMap(BuiltInFramingContractTests::sized);
	}

	private static LengthFraming layout(LengthLayout layout) {
		return new LengthFraming(MAX, layout);
	}

	private static Stream<Row> digits() {
		LengthField four = LengthField.ascii(4);
		return Stream
			.of(row("4 digits", new AsciiLengthFraming(MAX, 4, false), "", "0200"),
					row("full", new AsciiLengthFraming(9999, 4, false), "PING"),
					row("includes-header", new AsciiLengthFraming(MAX, 5, true), "", "0200"),
					keptLength("offset, strip: 0", new LengthLayout(2, four, 0, 0, 6), "ab0004ping", "ab0000"),
					row("prefix and suffix",
							new LengthFraming(MAX, LengthLayout.of(four, true), bytes("#"), bytes("\3")), "", "0200"))
			.flatMap(BuiltInFramingContractTests::sized);
	}

	/** The usual framing, which writes, is that for any bytes, or else the first. */
	private static Stream<Row> choices() {
		Alternative block = new Alternative(bytes("\2"), DelimitedFraming.stxEtx(MAX));
		Alternative fix = new Alternative(bytes("8=FIX"), new FixFraming(MAX));
		return Stream.of(row("the first", new FirstOfFraming(List.of(block, fix)), "", "0100"),
				row("a longer start", new FirstOfFraming(List.of(fix, block)), FIX),
				row("any bytes", new FirstOfFraming(List.of(block, fix, new Alternative(NONE, new JsonFraming(MAX)))),
						"{}", "[1]"));
	}

	/**
	 * A framing, alone and with the settings for sloppy clients that it can have.
	 */
	private static Stream<Row> tolerant(Row row) {
		return Stream.concat(sized(row),
				Stream.of(row.with("skip and bom", new SkippingFraming(row.framing(), bytes("\t "), true))
					.without((message) -> message.length > 0 && "\t \u00ef".indexOf(message[0] & 0xff) >= 0)));
	}

	/**
	 * A framing, alone and as one that is not stopped by a message that is too large.
	 */
	private static Stream<Row> sized(Row row) {
		return Stream.of(row, row.with("oversize: drop", new OversizeFraming(row.framing(), false)),
				row.with("oversize: truncate", new OversizeFraming(row.framing(), true)));
	}

	/** The length in a message is overwritten. */
	private static Row keptLength(String name, LengthLayout layout, String... samples) {
		Framing framing = layout(layout);
		return row(name, framing, samples).without((message) -> !Arrays.equals(framing.frame(message), message));
	}

	private static Row row(String name, Framing framing, String... samples) {
		return new Row(name, framing, (message) -> false,
				Stream.of(samples).map(BuiltInFramingContractTests::bytes).toList());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * A framing to verify.
	 *
	 * @param changed the messages that it carries, but not as they are
	 */
	private record Row(String name, Framing framing, Predicate<byte[]> changed, List<byte[]> samples) {

		Row with(String setting, Framing tolerant) {
			return new Row("%s, %s".formatted(this.name, setting), tolerant, this.changed, this.samples);
		}

		Row without(Predicate<byte[]> messages) {
			return new Row(this.name, this.framing, messages, this.samples);
		}

	}

	/** Writes nothing that it refuses. */
	private record Strict(Row row) implements Framing {

		@Override
		public int maxSize() {
			return this.row.framing().maxSize();
		}

		@Override
		public int maxFrameSize() {
			return this.row.framing().maxFrameSize();
		}

		@Override
		public Decoder decoder() {
			return this.row.framing().decoder();
		}

		@Override
		public @Nullable String refusal(byte[] message) {
			String refusal = this.row.framing().refusal(message);
			return (refusal == null && this.row.changed().test(message)) ? "it would be changed" : refusal;
		}

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			String refusal = refusal(message);
			if (refusal != null) {
				throw new AssertionError("a message that is refused was to be written: " + refusal);
			}
			this.row.framing().write(message, out);
		}

	}

}
