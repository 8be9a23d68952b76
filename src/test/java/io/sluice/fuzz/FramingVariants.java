package io.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
import io.sluice.framing.LineFraming;
import io.sluice.framing.OctetCountingFraming;
import io.sluice.framing.OversizeFraming;
import io.sluice.framing.RawFraming;
import io.sluice.framing.RestFraming;
import io.sluice.framing.SerializerFraming;
import io.sluice.framing.SkippingFraming;
import io.sluice.framing.StxEtxOptions;
import io.sluice.framing.SyslogFraming;
import io.sluice.framing.UntilCloseFraming;
import io.sluice.spi.Framing;
import io.sluice.test.KitStream;

import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayStxEtxSerializer;

/**
 * The framings of each type, with representative options.
 *
 * @param skip the bytes that may be skipped between its frames; none if a frame can begin
 * with any. The framing ignores none of them by itself, or not the last
 * @param rest whether the end of the stream may end its last message
 * @param framings the framings, by the largest message
 */
record FramingVariants(String skip, boolean rest, List<IntFunction<Framing>> framings) {

	private static final Set<Class<?>> WITHOUT_KNOWN_END = Set.of(FixedFraming.class, RawFraming.class,
			UntilCloseFraming.class, FirstOfFraming.class, SerializerFraming.class);

	private static final Map<FramingType, FramingVariants> ALL = all();

	/**
	 * The framings of a type.
	 */
	static FramingVariants of(FramingType type) {
		return Objects.requireNonNull(ALL.get(type), () -> type + " needs framings to fuzz");
	}

	private static Map<FramingType, FramingVariants> all() {
		Map<FramingType, FramingVariants> all = new EnumMap<>(FramingType.class);
		all.put(FramingType.LINE, terminated(List.of(LineFraming::new, ChecksumLineFraming::new)));
		all.put(FramingType.CRLF, terminated(List.of(DelimitedFraming::crlf)));
		all.put(FramingType.NUL, terminated(List.of(DelimitedFraming::nul)));
		all.put(FramingType.DELIMITER, terminated(List.of((max) -> DelimitedFraming.delimiter(max, bytes("\r\n.\r\n")),
				(max) -> DelimitedFraming.keptDelimiter(max, bytes("</m>")))));
		all.put(FramingType.STX_ETX, new FramingVariants("\r\n\0", false, stxEtx()));
		all.put(FramingType.MLLP, new FramingVariants("\r\n\0", false, mllp()));
		all.put(FramingType.LENGTH, new FramingVariants("", false, LengthVariants.binary()));
		all.put(FramingType.ASCII_LENGTH, new FramingVariants("\r\n", false, LengthVariants.digits()));
		all.putAll(others());
		return all;
	}

	private static Map<FramingType, FramingVariants> others() {
		Map<FramingType, FramingVariants> all = new EnumMap<>(FramingType.class);
		all.put(FramingType.OCTET_COUNTING, marked(List.of(OctetCountingFraming::new)));
		all.put(FramingType.SYSLOG, new FramingVariants("\r\n\0", true, List.of(SyslogFraming::new)));
		all.put(FramingType.FIXED,
				marked(List.of((max) -> new FixedFraming(max, 6), (max) -> new FixedFraming(max, max))));
		all.put(FramingType.JSON, new FramingVariants(" \t\r\n,\0", false, List.of(JsonFraming::new)));
		all.put(FramingType.FIX, marked(List.of(FixFraming::new)));
		all.put(FramingType.UNTIL_CLOSE, marked(List.of(UntilCloseFraming::new)));
		all.put(FramingType.FIRST_OF, marked(List.of(FramingVariants::firstOf, FramingVariants::firstOfMarked)));
		all.put(FramingType.RAW, new FramingVariants("", false, List.of(RawFraming::new)));
		all.put(FramingType.BEAN, new FramingVariants("\r\n", false, KitStream.framings()));
		all.put(FramingType.SPRING, new FramingVariants("", false, serializers()));
		return all;
	}

	private static FramingVariants terminated(List<IntFunction<Framing>> framings) {
		return new FramingVariants("\r\n\0", true, framings);
	}

	private static FramingVariants marked(List<IntFunction<Framing>> framings) {
		return new FramingVariants("\r\n\0", false, framings);
	}

	private static List<IntFunction<Framing>> stxEtx() {
		List<IntFunction<Framing>> framings = new ArrayList<>(List.of(DelimitedFraming::stxEtx));
		byte[] one = { 0x03 };
		byte[] two = { 0x03, 0x17 };
		byte[] controls = bytes("\5\6\4\25");
		for (BlockTrailer trailer : List.of(BlockTrailer.NONE, BlockTrailer.LRC, BlockTrailer.CHECKSUM_HEX)) {
			byte[] nak = trailer.isChecksum() ? new byte[] { 0x15 } : null;
			framings.add(block(false, new StxEtxOptions(one, trailer, null, new byte[0])));
			framings.add(block(true, new StxEtxOptions(one, trailer, nak, controls)));
			framings.add(block(false, new StxEtxOptions(two, trailer, nak, controls)));
			framings.add(block(true, new StxEtxOptions(two, trailer, null, new byte[0])));
		}
		return framings;
	}

	private static IntFunction<Framing> block(boolean resync, StxEtxOptions options) {
		return (max) -> BlockFraming.stxEtx(max, resync, options);
	}

	private static List<IntFunction<Framing>> mllp() {
		return List.of(DelimitedFraming::mllp, (max) -> BlockFraming.mllp(max, true, true),
				(max) -> BlockFraming.mllp(max, false, false), (max) -> BlockFraming.mllp(max, true, false));
	}

	private static Framing firstOf(int max) {
		return new FirstOfFraming(List.of(new Alternative(bytes("\2"), DelimitedFraming.stxEtx(max)),
				new Alternative(bytes("8=FIX"), new FixFraming(max)),
				new Alternative(bytes("["), new OversizeFraming(new JsonFraming(max), true)),
				new Alternative(bytes("\13"), BlockFraming.mllp(max, true, false)),
				new Alternative(new byte[0], new RestFraming(new LineFraming(max)))));
	}

	private static Framing firstOfMarked(int max) {
		return new FirstOfFraming(List.of(new Alternative(bytes("abc"), DelimitedFraming.nul(max)),
				new Alternative(bytes("abd"), new UntilCloseFraming(max)),
				new Alternative(bytes("\0"), LengthVariants.binary().getFirst().apply(max))));
	}

	private static List<IntFunction<Framing>> serializers() {
		return List.of((max) -> {
			ByteArrayCrLfSerializer crlf = new ByteArrayCrLfSerializer();
			crlf.setMaxMessageSize(max);
			return new SerializerFraming(max, crlf, crlf);
		}, (max) -> {
			ByteArrayStxEtxSerializer stx = new ByteArrayStxEtxSerializer();
			stx.setMaxMessageSize(max);
			return new SerializerFraming(max, stx, stx);
		}, (max) -> {
			ByteArrayLengthHeaderSerializer length = new ByteArrayLengthHeaderSerializer(2);
			length.setMaxMessageSize(max);
			return new SerializerFraming(max, length, length);
		});
	}

	/**
	 * Create the framings, each alone and with every tolerance that it can have.
	 */
	List<FramingVariant> create(int max) {
		return IntStream.range(0, this.framings.size())
			.mapToObj((index) -> this.framings.get(index).apply(max))
			.flatMap((plain) -> tolerant(plain).map((framing) -> new FramingVariant(framing, plain)))
			.toList();
	}

	private Stream<Framing> tolerant(Framing plain) {
		List<Framing> tolerant = new ArrayList<>(List.of(plain));
		if (knowsWhereALargeFrameEnds(plain)) {
			tolerant.add(new OversizeFraming(plain, false));
			tolerant.add(new OversizeFraming(plain, true));
			if (this.rest) {
				tolerant.add(new RestFraming(plain));
				tolerant.add(new OversizeFraming(new RestFraming(plain), false));
				tolerant.add(new OversizeFraming(new RestFraming(plain), true));
			}
		}
		if (this.skip.isEmpty()) {
			return tolerant.stream();
		}
		String last = this.skip.substring(this.skip.length() - 1);
		return tolerant.stream()
			.flatMap((framing) -> Stream.of(framing, new SkippingFraming(framing, bytes(this.skip), true),
					new SkippingFraming(framing, bytes(last), false)));
	}

	private static boolean knowsWhereALargeFrameEnds(Framing framing) {
		return framing.getClass().getPackage() == LineFraming.class.getPackage()
				&& WITHOUT_KNOWN_END.stream().noneMatch((type) -> type.isInstance(framing));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
