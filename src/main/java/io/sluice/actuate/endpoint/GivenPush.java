package io.sluice.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.DurationStyle;

/**
 * A message to a session, as an operator gives it.
 *
 * @param text the message as text
 * @param hex the message in hexadecimal
 * @param json the message as JSON, in a text
 * @param await the longest time to its answer, or {@code null} for no answer
 */
record GivenPush(@Nullable String text, @Nullable String hex, @Nullable String json, @Nullable String await) {

	private static final Duration MAX_AWAIT = Duration.ofHours(1);

	/** A number without a unit, which Spring Boot would read as milliseconds. */
	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

	/**
	 * The message as a payload.
	 * @throws BadParameterException if the message is missing, given in several ways, or
	 * invalid
	 */
	Object payload() {
		if (this.text != null && this.hex == null && this.json == null) {
			return this.text;
		}
		if (this.hex != null && this.text == null && this.json == null) {
			return GivenBytes.parseHex("hex", this.hex);
		}
		if (this.json != null && this.text == null && this.hex == null) {
			return encodeJson(this.json);
		}
		throw new BadParameterException("text", this.text, "give one of 'text', 'hex' and 'json', and only one");
	}

	private static byte[] encodeJson(String json) {
		try {
			JsonMapper.shared().readTree(json);
			return json.getBytes(StandardCharsets.UTF_8);
		}
		catch (JacksonException ex) {
			throw new BadParameterException("json", json, "it must be JSON");
		}
	}

	/**
	 * The longest time to an answer, or {@code null} for no answer.
	 * @throws BadParameterException if it is invalid
	 */
	@Nullable Duration timeout() {
		if (this.await == null) {
			return null;
		}
		Duration parsed = parse(this.await.strip());
		if (!parsed.isPositive() || parsed.compareTo(MAX_AWAIT) > 0) {
			throw new BadParameterException("await", this.await,
					"it must be a time with a unit, from 1ms to 1h, such as 5s");
		}
		return parsed;
	}

	private static Duration parse(String await) {
		try {
			return NUMBER.matcher(await).matches() ? Duration.ZERO : DurationStyle.detectAndParse(await);
		}
		catch (IllegalArgumentException ex) {
			return Duration.ZERO;
		}
	}

}
