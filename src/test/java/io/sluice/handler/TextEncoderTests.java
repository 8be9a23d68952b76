package io.sluice.handler;

import java.nio.charset.Charset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link TextEncoder}: what a charset has is encoded as the JDK does, and what it lacks
 * is not replaced.
 */
class TextEncoderTests {

	@ParameterizedTest
	@ValueSource(strings = { "US-ASCII", "ISO-8859-1", "windows-1252", "UTF-8", "UTF-16", "UTF-16LE", "UTF-32",
			"IBM1047", "Shift_JIS", "ISO-2022-JP", "GB18030", "Big5" })
	void encodesWhatTheCharsetHas(Charset charset) {
		TextEncoder encoder = new TextEncoder(charset);
		for (String text : new String[] { "", "PONG", "what? where? why?", "?", "!)" }) {
			assertThat(encoder.encode(text)).isEqualTo(text.getBytes(charset));
		}
	}

	@ParameterizedTest
	@CsvSource({ "ISO-8859-1,gr\u00fc\u00dfe?", "windows-1252,\u20ac?", "UTF-8,\u20ac \ud83d\ude00 \ufffd?",
			"UTF-16,\ud83d\ude00\ufffd", "Shift_JIS,\u65e5\u672c?", "ISO-2022-JP,\u65e5\u672c?",
			"GB18030,\ud83d\ude00" })
	void encodesMoreThanAsciiWhereTheCharsetHasIt(Charset charset, String text) {
		assertThat(new TextEncoder(charset).encode(text)).isEqualTo(text.getBytes(charset));
	}

	@ParameterizedTest
	@CsvSource({ "US-ASCII,gr\u00fcn,U+00FC", "ISO-8859-1,1 \u20ac,U+20AC", "ISO-8859-1,\ud83d\ude00,U+1F600",
			"windows-1252,\u0394,U+0394", "IBM1047,\u20ac,U+20AC", "Shift_JIS,\u00e4\u65e5,U+00E4",
			"ISO-2022-JP,\u65e5\u00e4,U+00E4" })
	void saysWhichCharacterTheCharsetLacks(Charset charset, String text, String character) {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> new TextEncoder(charset).encode(text))
			.withMessageStartingWith("the charset " + charset + " has no character " + character);
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "UTF-16", "UTF-16LE", "UTF-32", "US-ASCII" })
	void halfASurrogatePairIsNoCharacter(Charset charset) {
		for (String text : new String[] { "a\ud83d", "\ude00b", "\ude00\ud83d" }) {
			assertThatExceptionOfType(MessageConversionException.class).as(charset.name())
				.isThrownBy(() -> new TextEncoder(charset).encode(text));
		}
	}

}
