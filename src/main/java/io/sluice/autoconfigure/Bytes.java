package io.sluice.autoconfigure;

import java.nio.charset.Charset;

import io.sluice.framing.ByteSequence;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are a sequence of bytes.
 */
final class Bytes {

	private Bytes() {
	}

	static byte[] parse(String key, @Nullable String value, Charset charset) {
		if (value == null) {
			throw Invalid.value(key, null, "It is needed here.");
		}
		try {
			return ByteSequence.parse(value, charset);
		}
		catch (IllegalArgumentException ex) {
			throw Invalid.value(key, value, ex.getMessage() + ".");
		}
	}

}
