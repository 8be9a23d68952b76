package io.sluice.admission.proxy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

import io.sluice.support.Addresses;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.sluice.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ProxyHeaderReader}. What is said to come from HAProxy was captured from version
 * 2.6.12 ({@code send-proxy}, {@code send-proxy-v2}, {@code send-proxy-v2-ssl-cn} with
 * {@code proxy-v2-options crc32c,unique-id,authority}).
 */
class ProxyHeaderReaderTests {

	private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

	private static final String V4 = "7f0000017f000001c4904ab1";

	private static final String V6 = "0000000000000000000000000000000100000000000000000000000000000001ed784ab1";

	private static final String FOLLOWING = "\r\nPROXY";

	static Stream<Arguments> headers() {
		return Stream.of(lines(), captured(), blocks()).flatMap((headers) -> headers);
	}

	private static Stream<Arguments> lines() {
		return Stream.of(header("PROXY TCP4 127.0.0.1 127.0.0.1 57486 19120\r\n", "127.0.0.1", 57486),
				header("PROXY TCP6 ::1 ::1 45114 19120\r\n", "::1", 45114), ignored("PROXY UNKNOWN\r\n"),
				header("PROXY TCP4 192.168.0.1 192.168.0.11 0 65535\r\n", "192.168.0.1", 0),
				header("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255", 65535),
				header("PROXY TCP6 2001:DB8::a 2001:db8:0:0:0:0:0:1 1 2\r\n", "2001:db8::a", 1),
				header("PROXY TCP6 ::ffff:10.1.2.3 ::ffff:10.0.0.1 4000 443\r\n", "10.1.2.3", 4000),
				ignored("PROXY UNKNOWN \r\n"), ignored("PROXY UNKNOWN TCP4 999 \0\u00ff  x\r\n"),
				ignored("PROXY UNKNOWN " + ("ffff:".repeat(8).substring(0, 39) + " ").repeat(2) + "65535 65535\r\n"));
	}

	private static Stream<Arguments> captured() {
		String zeros = "30".repeat(31);
		String uniqueId = zeros + "313a413836455f" + zeros + "313a34414232";
		return Stream.of(header(v2("2111000c" + V4), "127.0.0.1", 50320), header(v2("21210024" + V6), "::1", 60792),
				ignored(v2("20000000")),
				// ALPN
				header(v2("211100117f0000017f000001c3dc4ac5" + "0100026832"), "127.0.0.1", 50140),
				// CRC-32c, unique id, TLS
				header(v2("211100397f0000017f000001d96e4ab2" + "0300046c90a707"
						+ "05001b37463030303030313a443936455f37463030303030313a34414232" + "2000050000000000"),
						"127.0.0.1", 55662),
				ignored(v2("20000012" + "030004955e6a00" + "050000" + "2000050000000000")),
				// ALPN, server name, TLS with its version
				header(v2("2111005a7f0000017f0000018c384ac6" + "0300047dad99b7" + "0100026832"
						+ "02000f706f732e6578616d706c652e636f6d"
						+ "05001b37463030303030313a384333385f37463030303030313a34414336"
						+ "20000f0100000000210007544c5376312e33"), "127.0.0.1", 35896),
				header(v2("21210081" + V6.substring(0, 64) + "a86e4ab2" + "030004d5dc30fe" + "05004b" + uniqueId
						+ "2000050000000000"), "::1", 43118));
	}

	private static Stream<Arguments> blocks() {
		return Stream.of(header(v2("2111ffff" + V4 + "00".repeat(0xffff - 12)), "127.0.0.1", 50320),
				header(v2("21210024" + "00000000000000000000ffff0a010203" + V6.substring(32)), "10.1.2.3", 60792),
				// UNSPEC, with and without something
				ignored(v2("21000000")), ignored(v2("2100000c" + V4)),
				// datagrams, Unix sockets, and combinations without a meaning yet
				ignored(v2("2112000c" + V4)), ignored(v2("21220024" + V6)), ignored(v2("213100d8" + "2f".repeat(216))),
				ignored(v2("213200d8" + "00".repeat(216))), ignored(v2("2110000c" + V4)), ignored(v2("21010000")),
				ignored(v2("21020000")),
				// LOCAL, whatever its addresses
				ignored(v2("2011000c" + V4)), ignored(v2("20110002ffff")), ignored(v2("20ff0000")),
				ignored(v2("2000ffff" + "0d".repeat(0xffff))));
	}

	private static Arguments header(String bytes, String address, int port) {
		return Arguments.of(bytes, new InetSocketAddress(address(address), port));
	}

	private static Arguments ignored(String bytes) {
		return Arguments.of(bytes, null);
	}

	private static String v2(String hex) {
		return new String(HexFormat.of().parseHex(SIGNATURE + hex), StandardCharsets.ISO_8859_1);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	static Stream<Arguments> malformed() {
		return Stream.of(missing(), badLines(), badBlocks()).flatMap((headers) -> headers);
	}

	private static Stream<Arguments> missing() {
		return Stream
			.of("GET / HTTP/1.1\r\n", "\u0016\u0003\u0001", "\0", "\u00ff", " PROXY", "proxy ", "PROXx", "PROXY\t",
					"PROXY\r", "PO", "\r\n\r\n\0\r\nQUIT\r", "\r\n\r\n\r", "\n", "\r\r")
			.map((text) -> Arguments.of(text, "the connection does not begin with a PROXY header"));
	}

	private static Stream<Arguments> badLines() {
		return Stream.of(
				bad("the protocol of the PROXY line is not TCP4, TCP6 or UNKNOWN", "\r\n",
						"TCP5 1.1.1.1 1.1.1.1 1 1\r\n", "tcp4 1.1.1.1 1.1.1.1 1 1\r\n", " TCP4 1.1.1.1 1.1.1.1 1 1\r\n",
						"UNKNOWNS\r\n", "unknown\r\n"),
				bad("the PROXY line does not have two addresses and two ports", "TCP4\r\n",
						"TCP4 1.1.1.1 1.1.1.1 1\r\n", "TCP4 1.1.1.1 1.1.1.1 1 1 \r\n", "TCP4 1.1.1.1 1.1.1.1 1  1\r\n",
						"TCP4  1.1.1.1 1.1.1.1 1 1\r\n", "TCP6 ::1 ::1 1 1 1\r\n"),
				bad("the PROXY line has a malformed address", "TCP4 01.1.1.1 1.1.1.1 1 1\r\n",
						"TCP4 1.1.1.1 1.1.1.01 1 1\r\n", "TCP4 256.1.1.1 1.1.1.1 1 1\r\n", "TCP4 1.1.1 1.1.1.1 1 1\r\n",
						"TCP4 localhost 1.1.1.1 1 1\r\n", "TCP4 ::1 ::1 1 1\r\n", "TCP4  1.1.1.1 1 1\r\n",
						"TCP6 1.1.1.1 1.1.1.1 1 1\r\n", "TCP6 ::1 1.1.1.1 1 1\r\n", "TCP6 fe80::1%lo ::1 1 1\r\n",
						"TCP6 [::1] ::1 1 1\r\n", "TCP6 ::1::1 ::1 1 1\r\n", "TCP6 ::00001 ::1 1 1\r\n",
						"TCP6 1:2:3:4:5:6:7:8:9 ::1 1 1\r\n", "TCP4 \u0661.1.1.1 1.1.1.1 1 1\r\n"),
				bad("the PROXY line has a port that is not from 0 to 65535", "TCP4 1.1.1.1 1.1.1.1 65536 1\r\n",
						"TCP4 1.1.1.1 1.1.1.1 1 65536\r\n", "TCP4 1.1.1.1 1.1.1.1 -1 1\r\n",
						"TCP4 1.1.1.1 1.1.1.1 +1 1\r\n", "TCP4 1.1.1.1 1.1.1.1 01 1\r\n",
						"TCP4 1.1.1.1 1.1.1.1 1 00\r\n", "TCP4 1.1.1.1 1.1.1.1 1 \r\n",
						"TCP6 ::1 ::1 99999999999 1\r\n", "TCP6 ::1 ::1 1 0x1\r\n"),
				bad("the PROXY line has a CR or LF that is not its end", "\n", "TCP4 1.1.1.1 1.1.1.1 1 1\n",
						"TCP4 1.1.1.1 1.1.1.1 1 1\rx", "TCP4 1.1.1.1 1.1.1.1 1 1\r\r", "UNKNOWN\n", "UNKNOWN \rx"),
				bad("the PROXY line has more than 107 bytes", "x".repeat(101), "UNKNOWN " + "x".repeat(92) + "\r"))
			.flatMap((lines) -> lines);
	}

	private static Stream<Arguments> bad(String message, String... lines) {
		return Stream.of(lines).map((line) -> Arguments.of("PROXY " + line, message));
	}

	private static Stream<Arguments> badBlocks() {
		String version = "the PROXY header is not of version 1 or 2";
		String command = "the PROXY header has a command that is not LOCAL or PROXY";
		String size = "the PROXY header is too short for its addresses";
		String reserved = "the PROXY header has a family or transport that is reserved";
		return Stream.of(Arguments.of(v2("2113"), reserved), Arguments.of(v2("211f"), reserved),
				Arguments.of(v2("2123"), reserved), Arguments.of(v2("2133"), reserved),
				Arguments.of(v2("2103"), reserved), Arguments.of(v2("2141"), reserved),
				Arguments.of(v2("21f0"), reserved), Arguments.of(v2("21ff"), reserved), Arguments.of(v2("11"), version),
				Arguments.of(v2("31"), version), Arguments.of(v2("01"), version), Arguments.of(v2("f1"), version),
				Arguments.of(v2("22"), command), Arguments.of(v2("2f"), command), Arguments.of(v2("21110000"), size),
				Arguments.of(v2("2111000b"), size), Arguments.of(v2("21210023"), size),
				Arguments.of(v2("2121000c"), size), Arguments.of(v2("2112000b"), size),
				Arguments.of(v2("213100d7"), size));
	}

	@ParameterizedTest
	@MethodSource("headers")
	void isReadAndTheByteAfterItIsLeft(String header, @Nullable InetSocketAddress expected) throws IOException {
		InputStream in = new ByteArrayInputStream(bytes(header + FOLLOWING));
		assertThat(read(in).source()).isEqualTo(expected);
		assertThat(in.readAllBytes()).isEqualTo(bytes(FOLLOWING));
	}

	@ParameterizedTest
	@MethodSource("headers")
	void isReadWhereItsBytesComeOneByOneAndNothingFollowsYet(String header, @Nullable InetSocketAddress expected)
			throws IOException {
		Trickle in = new Trickle(bytes(header), new AssertionError("would wait for ever"));
		assertThat(read(in).source()).isEqualTo(expected);
		assertThat(in.available()).isZero();
	}

	@ParameterizedTest
	@MethodSource("headers")
	void isMalformedWhereTheStreamEndsInside(String header, @Nullable InetSocketAddress expected) {
		byte[] whole = bytes(header);
		// of the longest ones every hundredth byte is enough
		for (int length = 1; length < whole.length; length += (length < 300) ? 1 : 97) {
			byte[] part = Arrays.copyOf(whole, length);
			assertRejected(new ByteArrayInputStream(part), "the stream ended inside the PROXY header");
			assertRejected(new Trickle(part, new EOFException()), "the stream ended inside the PROXY header");
		}
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void isRejectedAsSoonAsItIsKnownToBeMalformed(String received, String message) {
		assertRejected(new Trickle(bytes(received), new AssertionError("would wait for ever")), message);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void otherFailuresPassThrough(IOException failure) {
		for (String part : new String[] { "", "PROXY TC", v2("2111"), v2("2111000c7f00"), v2("2111000f" + V4) }) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(new Trickle(bytes(part), failure)))
				.isSameAs(failure);
		}
	}

	static Stream<IOException> failures() {
		return Stream.of(new SocketTimeoutException("Read timed out"), new SocketException("Connection reset"));
	}

	@Test
	void aRejectionIsCheap() {
		assertThat(new ProxyHeaderException("it is bad")).hasMessage("it is bad").hasNoCause();
		assertThat(new ProxyHeaderException("it is bad").getStackTrace()).isEmpty();
	}

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void whateverComesIsReadOrRejectedAndNeverReadBeyond(long seed) throws IOException {
		Random random = new Random(seed);
		byte[][] valid = headers().map((arguments) -> bytes((String) arguments.get()[0]))
			.filter((header) -> header.length < 1000)
			.toArray(byte[][]::new);
		for (int i = 0; i < 20_000; i++) {
			byte[] received = mutate(valid[random.nextInt(valid.length)], random);
			ByteArrayInputStream in = new ByteArrayInputStream(received);
			try {
				read(in);
				assertThat(received.length - in.available()).as("seed %d, round %d", seed, i).isEqualTo(size(received));
			}
			catch (ProxyHeaderException ex) {
				assertThat(ex).message().isNotBlank();
			}
		}
	}

	private static byte[] mutate(byte[] header, Random random) {
		byte[] received = Arrays.copyOf(header, header.length + random.nextInt(20));
		for (int changes = random.nextInt(4); changes > 0; changes--) {
			int index = random.nextInt(received.length);
			boolean digit = random.nextBoolean();
			received[index] = (byte) (digit ? '0' + random.nextInt(12) : random.nextInt(256));
		}
		return received;
	}

	/** How long a header is, said otherwise than it is read. */
	private static int size(byte[] received) {
		if (received[0] == 'P') {
			return new String(received, StandardCharsets.ISO_8859_1).indexOf("\r\n") + 2;
		}
		return 16 + (Byte.toUnsignedInt(received[14]) * 256 + Byte.toUnsignedInt(received[15]));
	}

	private static ProxyHeader read(InputStream in) throws IOException {
		return ProxyHeaderReader.read(in.read(), in);
	}

	private static void assertRejected(InputStream in, String message) {
		assertThatExceptionOfType(ProxyHeaderException.class).isThrownBy(() -> read(in)).withMessage(message);
	}

	/** Gives a byte at a time, and fails after the last. */
	private static final class Trickle extends InputStream {

		private final InputStream bytes;

		private final Throwable end;

		Trickle(byte[] bytes, Throwable end) {
			this.bytes = new ByteArrayInputStream(bytes);
			this.end = end;
		}

		@Override
		public int read() throws IOException {
			int b = this.bytes.read();
			if (b >= 0) {
				return b;
			}
			switch (this.end) {
				case IOException failure -> throw failure;
				case Error failure -> throw failure;
				default -> throw new AssertionError(this.end);
			}
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			if (length == 0) {
				return 0;
			}
			target[offset] = (byte) read();
			return 1;
		}

		@Override
		public int available() throws IOException {
			return this.bytes.available();
		}

	}

}
