package io.sluice.cli;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.sluice.framing.FramingType;
import io.sluice.socket.HostAndPort;
import picocli.CommandLine.TypeConversionException;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Parses option values in the format of the configuration.
 */
final class OptionParser {

	/** A number without a unit, which Spring Boot would read as milliseconds. */
	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

	private static final Set<String> HTTP = Set.of("http", "https");

	private OptionParser() {
	}

	static Duration parseDuration(String text) {
		if (NUMBER.matcher(text).matches()) {
			throw new TypeConversionException("'%s' has no unit; write a duration such as 5s or 250ms".formatted(text));
		}
		try {
			Duration duration = DurationStyle.detectAndParse(text);
			if (duration.isPositive()) {
				return duration;
			}
		}
		catch (IllegalArgumentException ex) {
			// reported below
		}
		throw new TypeConversionException("'%s' is not a duration such as 10s or 250ms".formatted(text));
	}

	static DataSize parseSize(String text) {
		try {
			DataSize size = DataSize.parse(text);
			if (size.toBytes() >= 1 && size.toBytes() <= Integer.MAX_VALUE) {
				return size;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// reported below
		}
		throw new TypeConversionException(
				"'%s' is not a size from 1 byte to 2147483647, such as 64KB or 128B".formatted(text));
	}

	static HostAndPort parseAddress(String text) {
		try {
			return HostAndPort.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new TypeConversionException("'%s' is not a host:port such as 127.0.0.1:7070".formatted(text));
		}
	}

	static FramingType parseFraming(String text) {
		return Arrays.stream(FramingType.values())
			.filter((type) -> type.kebab().equals(text))
			.findAny()
			.orElseThrow(() -> new TypeConversionException("'%s' is not one of: %s".formatted(text,
					Arrays.stream(FramingType.values()).map(FramingType::kebab).collect(Collectors.joining(", ")))));
	}

	static URI parseHttpUrl(String text) {
		try {
			URI url = URI.create(text);
			if (url.isAbsolute() && url.getHost() != null && HTTP.contains(url.getScheme())) {
				return url;
			}
		}
		catch (IllegalArgumentException ex) {
			// reported below
		}
		throw new TypeConversionException(
				"'%s' is not an HTTP URL such as %s".formatted(text, HealthCommand.DEFAULT_URL));
	}

}
