package io.sluice.autoconfigure;

import java.nio.charset.Charset;

import io.sluice.framing.ByteSequence;
import org.jspecify.annotations.Nullable;

/**
 * Parses a setting that is a sequence of bytes.
 */
final class ByteSetting {

	private ByteSetting() {
	}

	static byte[] parse(String key, @Nullable String value, Charset charset) {
		if (value == null) {
			throw SettingCheck.invalid(key, null, "It is needed here.");
		}
		try {
			return ByteSequence.parse(value, charset);
		}
		catch (IllegalArgumentException ex) {
			throw SettingCheck.invalid(key, value, ex.getMessage() + ".");
		}
	}

}
