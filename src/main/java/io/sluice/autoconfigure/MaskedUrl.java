package io.sluice.autoconfigure;

import java.util.regex.Pattern;

/**
 * Shows a URL without its secrets: a user with a password, and the query.
 */
final class MaskedUrl {

	/** Greedy, because a password may contain any character. */
	private static final Pattern USER = Pattern.compile("://\\S*@");

	private static final Pattern QUERY = Pattern.compile("\\?.*", Pattern.DOTALL);

	private MaskedUrl() {
	}

	/**
	 * Mask the secrets of a text that is, or ends with, a URL.
	 */
	static String of(String text) {
		return QUERY.matcher(USER.matcher(text).replaceAll("://***@")).replaceAll("?***");
	}

}
