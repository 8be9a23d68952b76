package io.sluice.admission.proxy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

import io.sluice.SluiceHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The fields of a PROXY header of version 2, beyond its addresses.
 */
class ProxyFieldReaderTests {

	private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

	private static final String V4 = "7f0000017f000001c4904ab1";

	private static final String MALFORMED = "the PROXY header has a malformed field";

	@ParameterizedTest
	@CsvSource({ "01, h2, " + SluiceHeaders.PROXY_ALPN, "02, pos.example.com, " + SluiceHeaders.PROXY_AUTHORITY,
			"05, 7F000001:9C84_7F000001, " + SluiceHeaders.PROXY_UNIQUE_ID })
	void textIsRead(String type, String text, String header) throws IOException {
		assertThat(read(field(type, hex(text)))).isEqualTo(Map.of(header, text));
	}

	@Test
	void idsOfCloudsAreRead() throws IOException {
		assertThat(read(field("ea", "01" + hex("vpce-08d2bf15fac5001c9")) + field("ee", "01f1f2f304")
				+ field("e0", "ffffffffffffffff")))
			.isEqualTo(Map.of(SluiceHeaders.PROXY_AWS_ENDPOINT_ID, "vpce-08d2bf15fac5001c9",
					SluiceHeaders.PROXY_AZURE_LINK_ID, String.valueOf(0x04f3f2f1L),
					SluiceHeaders.PROXY_GCP_CONNECTION_ID, "18446744073709551615"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ea", "ee", "e0" })
	void idsThatAreNotOfThatCloudAreLeftOut(String type) throws IOException {
		assertThat(read(field(type, "02616263") + field(type, "") + field(type, "01"))).isEmpty();
	}

	@Test
	void tlsOfAClientWithAValidCertificateIsRead() throws IOException {
		assertThat(read(tls("07", "00000000",
				field("21", hex("TLSv1.3")) + field("22", hex("terminal-7"))
						+ field("23", hex("TLS_AES_256_GCM_SHA384")))))
			.isEqualTo(Map.of(SluiceHeaders.PROXY_TLS_PROTOCOL, "TLSv1.3", SluiceHeaders.PROXY_TLS_VERIFIED, true,
					SluiceHeaders.PROXY_TLS_CN, "terminal-7"));
	}

	@Test
	void nameInACertificateThatIsNotValidIsNotToldAsOneThatIs() throws IOException {
		assertThat(read(tls("07", "00000001", field("22", hex("terminal-7")))))
			.isEqualTo(Map.of(SluiceHeaders.PROXY_TLS_VERIFIED, false));
		assertThat(read(tls("01", "00000000", field("22", hex("terminal-7"))))).isEmpty();
		assertThat(read(tls("00", "00000000", field("21", hex("TLSv1.3"))))).isEmpty();
	}

	@Test
	void theFirstOfTwoCounts() throws IOException {
		assertThat(read(tls("07", "00000001", "") + tls("07", "00000000", field("22", hex("terminal-7")))
				+ field("02", hex("first")) + field("02", hex("second"))))
			.isEqualTo(Map.of(SluiceHeaders.PROXY_TLS_VERIFIED, false, SluiceHeaders.PROXY_AUTHORITY, "first"));
	}

	@Test
	void nothingIsKeptOfWhatIsUnknownEmptyOrTooLong() throws IOException {
		assertThat(read(field("04", "00".repeat(1000)) + field("30", "6e73") + field("05", "") + field("02", "")
				+ field("02", "61".repeat(256)) + field("7f", "ff")))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil\nline", "\u001b[31m", "a\u2028b", "a\u202eb", "\u0000", "a\u0085b" })
	void whatIsInvisibleIsToldInHexadecimal(String text) throws IOException {
		assertThat(read(field("02", hex(text)))).isEqualTo(Map.of(SluiceHeaders.PROXY_AUTHORITY, "0x" + hex(text)));
	}

	@Test
	void whatIsNotTextIsToldInHexadecimal() throws IOException {
		assertThat(read(field("05", "ff00c3"))).isEqualTo(Map.of(SluiceHeaders.PROXY_UNIQUE_ID, "0xff00c3"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "01", "0100", "010001", "01000261", "0100016101", "20000400000000",
			"2000080100000000" + "210003", "200009010000000021000261", "030003aabbcc", "030005aabbccddee", "03000000" })
	void lengthThatDoesNotFitIsRejected(String fields) {
		assertRejected(block("2111", V4 + fields), MALFORMED);
	}

	@Test
	void uniqueIdThatIsTooLongIsRejected() throws IOException {
		assertThat(read(field("05", "61".repeat(128)))).hasSize(1);
		assertRejected(block("2111", V4 + field("05", "61".repeat(129))), MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2111", "2100" })
	void checksumIsOverTheWholeHeader(String command) throws IOException {
		String addresses = command.equals("2111") ? V4 : "";
		byte[] good = withChecksum(command, addresses + field("02", hex("a.example.com")), field("04", "0102"));
		assertThat(read(good)).isEqualTo(Map.of(SluiceHeaders.PROXY_AUTHORITY, "a.example.com"));
		// a value of each kind: another length would make another header
		for (int i : new int[] { good.length - 1, good.length - 7, good.length - 16 }) {
			byte[] bad = good.clone();
			bad[i] ^= 1;
			assertRejected(bad, "the PROXY header does not match its checksum");
		}
	}

	@Test
	void twoChecksumsAreRejected() {
		assertRejected(block("2111", V4 + field("03", "00000000") + field("03", "00000000")), MALFORMED);
	}

	@Test
	void nothingOfALocalHeaderIsRead() throws IOException {
		assertThat(read(block("2011", V4 + field("02", hex("a.example.com")) + "03"))).isEmpty();
		assertThat(read(block("20ff", field("03", "00000000")))).isEmpty();
	}

	@Test
	void fieldsBehindUnixAddressesAndWithoutAddressesAreRead() throws IOException {
		Map<String, Object> expected = Map.of(SluiceHeaders.PROXY_AUTHORITY, "a");
		assertThat(read(block("2131", "2f".repeat(216) + field("02", hex("a"))))).isEqualTo(expected);
		assertThat(read(block("2112", V4 + field("02", hex("a"))))).isEqualTo(expected);
		assertThat(read(block("2100", field("02", hex("a"))))).isEqualTo(expected);
	}

	@Test
	void manyFieldsAreReadInFewPieces() throws IOException {
		AtomicInteger reads = new AtomicInteger();
		byte[] header = block("2111", V4 + field("7f", "").repeat(21_841));
		InputStream in = new FilterInputStream(new ByteArrayInputStream(header)) {

			@Override
			public int read() throws IOException {
				reads.incrementAndGet();
				return super.read();
			}

			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				reads.incrementAndGet();
				return super.read(bytes, offset, length);
			}

		};
		assertThat(ProxyHeaderReader.read(in.read(), in).fields()).isEmpty();
		assertThat(in.available()).isZero();
		assertThat(reads).as("calls of the system").hasValueLessThan(500);
	}

	private static Map<String, Object> read(String fields) throws IOException {
		return read(block("2111", V4 + fields));
	}

	private static Map<String, Object> read(byte[] header) throws IOException {
		ByteArrayInputStream in = new ByteArrayInputStream(header);
		Map<String, Object> fields = ProxyHeaderReader.read(in.read(), in).fields();
		assertThat(in.available()).isZero();
		return fields;
	}

	private static void assertRejected(byte[] header, String message) {
		assertThatExceptionOfType(ProxyHeaderException.class).isThrownBy(() -> read(header)).withMessage(message);
	}

	private static byte[] withChecksum(String command, String before, String after) {
		CRC32C crc = new CRC32C();
		crc.update(block(command, before + field("03", "00000000") + after));
		return block(command, before + field("03", "%08x".formatted(crc.getValue())) + after);
	}

	private static String tls(String client, String verify, String fields) {
		return field("20", client + verify + fields);
	}

	private static byte[] block(String command, String rest) {
		return HexFormat.of().parseHex(SIGNATURE + command + "%04x".formatted(rest.length() / 2) + rest);
	}

	private static String field(String type, String value) {
		return type + "%04x".formatted(value.length() / 2) + value;
	}

	private static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
	}

}
