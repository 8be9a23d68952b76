package io.sluice.framing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link ByteSequence}.
 */
class ByteSequenceTests {

	@ParameterizedTest
	@CsvSource(delimiter = '~', textBlock = """
			0x1e0d          ~ 1e0d
			0X1E0d          ~ 1e0d
			0x00            ~ 00
			''              ~ ''
			||              ~ 7c7c
			a\\r\\n\\t\\0\\\\b ~ 610d0a09005c62
			\\\\r            ~ 5c72
			\\x1c\\xFf\\x0D  ~ 1cff0d
			\\x1c1           ~ 1c31
			\\00x41          ~ 0030783431
			0               ~ 30
			0a0d            ~ 30613064
			\\x30x41         ~ 30783431
			ü€              ~ c3bce282ac
			ü\\n€            ~ c3bc0ae282ac
			""")
	void readsHexDigitsOrTextWithEscapes(String text, String hex) {
		assertThat(ByteSequence.parse(text, StandardCharsets.UTF_8)).isEqualTo(HexFormat.of().parseHex(hex));
	}

	@ParameterizedTest
	@CsvSource({ "windows-1252,ü€\\n\\\\,fc800a5c", "IBM1047,A\\n\\\\,c10ae0", "UTF-16BE,A\\n€,00410a20ac" })
	void encodesTextButNotControlCharacters(Charset charset, String text, String hex) {
		assertThat(HexFormat.of().formatHex(ByteSequence.parse(text, charset))).isEqualTo(hex);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', textBlock = """
			0x     ~ '0x' has 0 hex digits after 0x: two for each byte are needed
			0x1e0  ~ '0x1e0' has 3 hex digits after 0x: two for each byte are needed
			0x1g   ~ '0x1g' has something else than hex digits after 0x: for text, write \\x30 for its 0
			a\\q   ~ '\\q' in 'a\\q' is not an escape: there are \\r, \\n, \\t, \\0, \\\\ and \\xNN
			a\\    ~ '\\' in 'a\\' is not an escape: there are \\r, \\n, \\t, \\0, \\\\ and \\xNN
			\\R    ~ '\\R' in '\\R' is not an escape: there are \\r, \\n, \\t, \\0, \\\\ and \\xNN
			\\x    ~ '\\x' in '\\x' is not an escape: there are \\r, \\n, \\t, \\0, \\\\ and \\xNN
			\\x1   ~ '\\x1' in '\\x1' is not an escape: there are \\r, \\n, \\t, \\0, \\\\ and \\xNN
			\\x1gh ~ '\\x1g' in '\\x1gh' is not an escape: there are \\r, \\n, \\t, \\0, \\\\ and \\xNN
			\\xg1h ~ '\\xg1' in '\\xg1h' is not an escape: there are \\r, \\n, \\t, \\0, \\\\ and \\xNN
			a→     ~ 'a→' has a character that ISO-8859-1 lacks: write its bytes as \\xNN
			""", quoteCharacter = '"')
	void saysWhatIsWrongAndWhatWouldBeRight(String text, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> ByteSequence.parse(text, StandardCharsets.ISO_8859_1))
			.withMessage(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "abc ~", "\\r\\n\\t\\0\\\\", "\\x01\\x1f\\x7f\\x80\\xff", "0a", "\\x1ex", "0\\x7841",
			"0\\x5841", "a0x41" })
	void showsBytesAsTheyAreWritten(String text) {
		assertThat(ByteSequence.describe(Frames.bytes(text))).isEqualTo(text);
	}

	@Test
	void readsWhatItShows() {
		Random random = new Random(42);
		for (int i = 0; i < 10_000; i++) {
			byte[] bytes = new byte[random.nextInt(6)];
			random.nextBytes(bytes);
			assertThat(ByteSequence.parse(ByteSequence.describe(bytes), StandardCharsets.US_ASCII)).isEqualTo(bytes);
		}
	}

}
