package io.sluice.extract;

import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Extracts parts of bytes and of text.
 */
final class Values {

	private Values() {
	}

	static @Nullable String hex(byte[] bytes, Range range) {
		return range.isWithin(bytes.length)
				? HexFormat.of().formatHex(bytes, range.begin(bytes.length), range.end(bytes.length)) : null;
	}

	static @Nullable String characters(String text, Range range) {
		int length = text.codePointCount(0, text.length());
		if (!range.isWithin(length)) {
			return null;
		}
		int begin = text.offsetByCodePoints(0, range.begin(length));
		return text.substring(begin, text.offsetByCodePoints(begin, range.end(length) - range.begin(length)));
	}

	static @Nullable String field(String text, String separator, int index) {
		int begin = 0;
		for (int left = index; left > 0; left--) {
			int next = text.indexOf(separator, begin);
			if (next < 0) {
				return null;
			}
			begin = next + separator.length();
		}
		int end = text.indexOf(separator, begin);
		return text.substring(begin, (end < 0) ? text.length() : end);
	}

	static @Nullable String fieldFromEnd(String text, String separator, int index) {
		int fields = 1;
		for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length())) {
			fields++;
		}
		return (index < fields) ? field(text, separator, fields - 1 - index) : null;
	}

}
