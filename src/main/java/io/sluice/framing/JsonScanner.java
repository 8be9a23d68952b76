package io.sluice.framing;

import java.util.BitSet;

import io.sluice.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a JSON object or array, byte by byte. All that counts is ASCII, which
 * UTF-8 has nowhere else. Checks no more of JSON's grammar than shows that the end of an
 * object or array was lost: values without a comma or colon between them.
 */
final class JsonScanner {

	/** What may come next inside an object or array. */
	private enum Place {

		/** A value or a name: behind an opening bracket, a comma, a colon. */
		BEFORE_VALUE,

		/** More of a number or a word, or what may come behind it. */
		IN_WORD,

		/** A comma, a colon or a closing bracket. */
		BEHIND_VALUE

	}

	/** The open brackets from the outside in: set for braces. */
	private final BitSet braces = new BitSet();

	private int depth;

	private boolean inString;

	private boolean escaped;

	private Place place = Place.BEFORE_VALUE;

	/**
	 * Look at the next byte.
	 * @param b the byte
	 * @return whether it closes the object or array
	 * @throws FrameException if a value cannot begin with it, it closes what is not open,
	 * or it begins a value right behind another
	 */
	boolean closesWith(byte b) throws FrameException {
		if (this.inString) {
			string(b);
			return false;
		}
		if (this.depth == 0 && b != '{' && b != '[') {
			throw FrameException.expected("a JSON object or array", b);
		}
		switch (b) {
			case '"' -> {
				beginValue(b);
				string(b);
			}
			case '{', '[' -> {
				beginValue(b);
				open(b);
			}
			case '}', ']' -> close(b);
			case ',', ':' -> this.place = Place.BEFORE_VALUE;
			default -> word(b);
		}
		return this.depth == 0;
	}

	private void beginValue(byte b) throws FrameException {
		if (this.place != Place.BEFORE_VALUE) {
			throw FrameException.expected("a comma, a colon or a closing bracket behind a JSON value", b);
		}
	}

	private void word(byte b) throws FrameException {
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

	private void string(byte b) {
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
	 * Why a message is not one object or array.
	 * @param message the message, perhaps with white space around it
	 * @return a short phrase, or {@code null} when it is one
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
				if (scanner.closesWith(message[i])) {
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
	 * Whether a byte is white space to JSON.
	 * @param b the byte
	 * @return {@code true} for space, tab, LF and CR
	 */
	static boolean isWhiteSpace(byte b) {
		return b == ' ' || b == '\t' || b == '\n' || b == '\r';
	}

}
