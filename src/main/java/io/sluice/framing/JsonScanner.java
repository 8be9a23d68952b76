package io.sluice.framing;

import java.util.BitSet;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a JSON object or array, byte by byte. All significant bytes are ASCII,
 * which UTF-8 uses for nothing else. It checks only as much of the JSON grammar as shows
 * that an end was lost: two values without a comma or colon between them.
 */
final class JsonScanner {

	/** The next token inside an object or array. */
	private enum Place {

		/** A value or a name: after an opening bracket, a comma or a colon. */
		BEFORE_VALUE,

		/** More of a number or a word, or the token after it. */
		IN_WORD,

		/** A comma, a colon or a closing bracket. */
		BEHIND_VALUE

	}

	/** The open brackets from the outside in; a bit is set for a brace. */
	private final BitSet braces = new BitSet();

	private int depth;

	private boolean inString;

	private boolean escaped;

	private Place place = Place.BEFORE_VALUE;

	/**
	 * The number of open brackets.
	 */
	int depth() {
		return this.depth;
	}

	/**
	 * Scan the next byte.
	 * @param b the byte
	 * @return whether it closes the object or array
	 * @throws FrameException if no value can begin with it, if it closes a bracket that
	 * is not open, or if it begins a value directly after another
	 */
	boolean scan(byte b) throws FrameException {
		if (this.inString) {
			scanString(b);
			return false;
		}
		if (this.depth == 0 && b != '{' && b != '[') {
			throw BadFrame.unexpected("a JSON object or array", b);
		}
		switch (b) {
			case '"' -> {
				beginValue(b);
				scanString(b);
			}
			case '{', '[' -> {
				beginValue(b);
				open(b);
			}
			case '}', ']' -> close(b);
			case ',', ':' -> this.place = Place.BEFORE_VALUE;
			default -> scanWord(b);
		}
		return this.depth == 0;
	}

	private void beginValue(byte b) throws FrameException {
		if (this.place != Place.BEFORE_VALUE) {
			throw BadFrame.unexpected("a comma, a colon or a closing bracket behind a JSON value", b);
		}
	}

	private void scanWord(byte b) throws FrameException {
		if (!isWhiteSpace(b)) {
			if (this.place == Place.BEHIND_VALUE) {
				beginValue(b);
			}
			this.place = Place.IN_WORD;
		}
		else if (this.place == Place.IN_WORD) {
			this.place = Place.BEHIND_VALUE;
		}
	}

	private void scanString(byte b) {
		if (this.escaped) {
			this.escaped = false;
		}
		else if (b == '\\') {
			this.escaped = true;
		}
		else if (b == '"') {
			this.inString = !this.inString;
			this.place = Place.BEHIND_VALUE;
		}
	}

	private void open(byte b) {
		this.braces.set(this.depth, b == '{');
		this.depth++;
		this.place = Place.BEFORE_VALUE;
	}

	private void close(byte b) throws FrameException {
		this.depth--;
		this.place = Place.BEHIND_VALUE;
		if (this.braces.get(this.depth) != (b == '}')) {
			throw new FrameException(ErrorCode.BAD_FRAME,
					(b == '}') ? "a JSON array is closed by }" : "a JSON object is closed by ]");
		}
	}

	/**
	 * The reason why a message is not one object or array.
	 * @param message the message, possibly with white space around it
	 * @return a short phrase, or {@code null} if it is one
	 */
	static @Nullable String refusal(byte[] message) {
		int end = message.length;
		while (end > 0 && isWhiteSpace(message[end - 1])) {
			end--;
		}
		int index = 0;
		while (index < end && isWhiteSpace(message[index])) {
			index++;
		}
		return refusal(message, index, end);
	}

	private static @Nullable String refusal(byte[] message, int from, int to) {
		JsonScanner scanner = new JsonScanner();
		try {
			for (int i = from; i < to; i++) {
				if (scanner.scan(message[i])) {
					return (i + 1 < to) ? "more follows its JSON object or array" : null;
				}
			}
			return (from < to) ? "its JSON object or array is not closed" : "it has no JSON object or array";
		}
		catch (FrameException ex) {
			return ex.getMessage();
		}
	}

	/**
	 * Whether a byte is JSON white space.
	 * @param b the byte
	 * @return {@code true} for space, tab, LF and CR
	 */
	static boolean isWhiteSpace(byte b) {
		return b == ' ' || b == '\t' || b == '\n' || b == '\r';
	}

}
