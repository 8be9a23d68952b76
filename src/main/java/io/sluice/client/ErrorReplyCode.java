package io.sluice.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.sluice.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the gateway's error replies in their default formats, as text and as JSON.
 */
public final class ErrorReplyCode {

	private static final int LONGEST = 64;

	private static final Set<String> CODES = Arrays.stream(ErrorCode.values())
		.map(ErrorCode::name)
		.collect(Collectors.toUnmodifiableSet());

	private static final Pattern FORM = Pattern.compile("(?s)(?:ERR |\\{\"code\":\")([A-Z][A-Z_]+)(?:[ \"].*)?");

	private ErrorReplyCode() {
	}

	/**
	 * The error code of a reply.
	 * @param reply a reply without its framing
	 * @return the code, such as {@code TIMEOUT}, or {@code null} if the reply is not an
	 * error reply
	 */
	public static @Nullable String code(byte[] reply) {
		// the first byte excludes nearly every other reply
		if (reply.length == 0 || (reply[0] != 'E' && reply[0] != '{')) {
			return null;
		}
		String start = new String(reply, 0, Math.min(reply.length, LONGEST), StandardCharsets.US_ASCII);
		Matcher matcher = FORM.matcher(start);
		// other servers and handlers may send codes of their own
		return (matcher.matches() && CODES.contains(matcher.group(1))) ? matcher.group(1) : null;
	}

}
