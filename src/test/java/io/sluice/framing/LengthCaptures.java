package io.sluice.framing;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * Frames with a length that is not alone in front of the message, by the specifications
 * of their protocols.
 */
final class LengthCaptures {

	private static final int MAX = 1000;

	private static final String TPDU = "6000030000";

	private static final String NETWORK_CHECK = "0800822000000000000004000000000000000711101512" + "0000030301";

	private static final String DNS_QUERY = "123401000001000000000000076578616d706c6503636f6d0000010001";

	/** A Device-Watchdog-Request (RFC 6733, section 5.5.1), behind its length. */
	private static final String WATCHDOG = "80000118" + "00000000" + "2e5f1c7a" + "9b6e4f01"
			+ "00000108400000176d6d652e6578616d706c652e636f6d00" + "00000128400000136578616d706c652e636f6d00";

	private LengthCaptures() {
	}

	static Stream<Capture> all() {
		return Stream.concat(protocols(), encodings());
	}

	private static Stream<Capture> protocols() {
		return Stream.of(
				Capture.capture("Modbus/TCP", modbus(MAX), whole("000100000006", "1103006b0003"),
						whole("000200000009", "110306ae415652434049".substring(0, 18)), whole("000000000000", "")),
				Capture.capture("TPDU", tpdu(MAX), stripped("0021", TPDU + NETWORK_CHECK), stripped("0005", TPDU),
						stripped("0000", "")),
				Capture.capture("TPKT", tpkt(MAX), stripped("03000016", "11e00000000100c0010ac1020100c2020102"),
						stripped("03000007", "02f080"), stripped("03000004", "")),
				Capture.capture("Diameter", diameter(MAX), whole("01000040", WATCHDOG), whole("01000004", ""),
						whole("01000008", "80000118")),
				Capture.capture("DNS", new LengthFraming(MAX, 2, ByteOrder.BIG_ENDIAN, false),
						stripped("001d", DNS_QUERY), stripped("0001", "ff"), stripped("0000", "")));
	}

	private static Stream<Capture> encodings() {
		String twelve = "48656c6c6f20576f726c6421";
		return Stream.of(
				Capture.capture("reserved bytes", reserved(MAX), stripped("000c0000", twelve), stripped("00000000", ""),
						stripped("00010000", "00")),
				Capture.capture("BCD", bcd(MAX, 2), stripped("0012", twelve), stripped("0000", ""),
						stripped("0100", "ab".repeat(100))),
				Capture.capture("hex digits", padded(MAX, LengthEncoding.HEX, 4, false), stripped("30303043", twelve),
						stripped("30303030", ""), stripped("30304646", "01".repeat(255))),
				Capture.capture("space padded", padded(MAX, LengthEncoding.ASCII, 4), stripped("20203132", twelve),
						stripped("20202030", ""), stripped("20313030", "30".repeat(100))),
				Capture.capture("prefix and suffix", enclosed(MAX), enclosed("aa55" + "0d" + twelve + "03", twelve),
						enclosed("aa55" + "01" + "03", ""), enclosed("aa55" + "03" + "0303" + "03", "0303")));
	}

	static LengthFraming modbus(int maxSize) {
		return new LengthFraming(maxSize, new LengthLayout(4, LengthField.binary(2, ByteOrder.BIG_ENDIAN), 0, 0, 6));
	}

	static LengthFraming tpdu(int maxSize) {
		return new LengthFraming(maxSize, new LengthLayout(0, LengthField.binary(2, ByteOrder.BIG_ENDIAN), 0, 2, 5));
	}

	private static LengthFraming tpkt(int maxSize) {
		return new LengthFraming(maxSize, new LengthLayout(0, LengthField.binary(2, ByteOrder.BIG_ENDIAN), -4, 2, 0),
				Frames.bytes("0x0300"), new byte[0]);
	}

	private static LengthFraming diameter(int maxSize) {
		return new LengthFraming(maxSize, new LengthLayout(1, LengthField.binary(3, ByteOrder.BIG_ENDIAN), -4, 0, 4));
	}

	/** A length of 2 bytes, and 2 zeros that it does not count. */
	static LengthFraming reserved(int maxSize) {
		return new LengthFraming(maxSize, new LengthLayout(0, LengthField.binary(2, ByteOrder.BIG_ENDIAN), 2, 4, 0));
	}

	static LengthFraming bcd(int maxSize, int size) {
		return new LengthFraming(maxSize,
				LengthLayout.of(new LengthField(LengthEncoding.BCD, size, ByteOrder.BIG_ENDIAN, false), false));
	}

	static LengthFraming padded(int maxSize, LengthEncoding encoding, int digits) {
		return padded(maxSize, encoding, digits, true);
	}

	private static LengthFraming padded(int maxSize, LengthEncoding encoding, int digits, boolean spaces) {
		return new LengthFraming(maxSize,
				LengthLayout.of(new LengthField(encoding, digits, ByteOrder.BIG_ENDIAN, spaces), false));
	}

	/** A length of one byte that counts the message and the last byte of the frame. */
	static LengthFraming enclosed(int maxSize) {
		return new LengthFraming(maxSize, LengthLayout.of(1, ByteOrder.BIG_ENDIAN, false), Frames.bytes("0xaa55"),
				Frames.bytes("0x03"));
	}

	private static Capture.Frame whole(String header, String body) {
		return enclosed(header + body, header + body);
	}

	private static Capture.Frame stripped(String header, String body) {
		return enclosed(header + body, body);
	}

	private static Capture.Frame enclosed(String wire, String message) {
		return Capture.frame(describe(wire), describe(message));
	}

	private static String describe(String hex) {
		return ByteSequence.describe(HexFormat.of().parseHex(hex));
	}

}
