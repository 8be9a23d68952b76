package io.sluice.session;

import io.sluice.IdentityRefusedException;

/**
 * The names that a session may have.
 */
final class IdentityName {

	private static final int MAX_LENGTH = 128;

	private IdentityName() {
	}

	/**
	 * Check a name.
	 * @throws IdentityRefusedException if a session cannot have it
	 */
	static void check(String name) {
		if (name.isEmpty() || name.codePointCount(0, name.length()) > MAX_LENGTH
				|| !name.codePoints().allMatch(IdentityName::isPrintable)) {
			throw new IdentityRefusedException("a name has 1 to %d printable characters".formatted(MAX_LENGTH));
		}
	}

	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
