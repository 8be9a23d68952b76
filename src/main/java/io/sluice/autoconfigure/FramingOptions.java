package io.sluice.autoconfigure;

import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.sluice.autoconfigure.SluiceProperties.Framing.Type;
import io.sluice.framing.AsciiLengthFraming;
import io.sluice.framing.CrlfFraming;
import io.sluice.framing.DelimiterFraming;
import io.sluice.framing.FixedFraming;
import io.sluice.framing.Framing;
import io.sluice.framing.JsonFraming;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LineFraming;
import io.sluice.framing.MllpFraming;
import io.sluice.framing.NulFraming;
import io.sluice.framing.OctetCountingFraming;
import io.sluice.framing.RawFraming;
import io.sluice.framing.StxEtxFraming;
import org.jspecify.annotations.Nullable;

/**
 * Makes a framing of its settings.
 */
final class FramingOptions {

	private static final int DEFAULT_LENGTH_BYTES = 4;

	private static final int DEFAULT_DIGITS = 4;

	private static final long LARGEST_MESSAGE = 1 << 30;

	private static final Map<Type, Set<String>> OPTIONS = Map.of(Type.DELIMITER, Set.of("delimiter"), Type.LENGTH,
			Set.of("header-size", "byte-order", "includes-header"), Type.ASCII_LENGTH,
			Set.of("digits", "includes-header"), Type.FIXED, Set.of("size"));

	private static final Set<Type> ENDED_BY_A_BYTE = Set.of(Type.LINE, Type.CRLF, Type.NUL, Type.STX_ETX, Type.MLLP,
			Type.JSON);

	private final String key;

	private final SluiceProperties.Framing settings;

	private final Charset charset;

	private final int maxSize;

	/**
	 * Check the settings of a framing.
	 * @param key the key they are configured under
	 * @param settings the settings
	 * @param charset the encoding of a delimiter that is text
	 */
	FramingOptions(String key, SluiceProperties.Framing settings, Charset charset) {
		this.key = key;
		this.settings = settings;
		this.charset = charset;
		Invalid.unlessWithin(key + ".max-size", settings.maxSize().toBytes(), 1, LARGEST_MESSAGE, " bytes");
		this.maxSize = (int) settings.maxSize().toBytes();
		refuseForeignOptions();
		refuseWideCharset();
	}

	Framing framing() {
		return switch (this.settings.type()) {
			case LINE -> new LineFraming(this.maxSize);
			case CRLF -> new CrlfFraming(this.maxSize);
			case NUL -> new NulFraming(this.maxSize);
			case DELIMITER -> new DelimiterFraming(this.maxSize, delimiter());
			case STX_ETX -> new StxEtxFraming(this.maxSize);
			case MLLP -> new MllpFraming(this.maxSize);
			case LENGTH -> new LengthFraming(this.maxSize,
					within("header-size", this.settings.headerSize(), 4, DEFAULT_LENGTH_BYTES), byteOrder(),
					includesHeader());
			case ASCII_LENGTH -> new AsciiLengthFraming(this.maxSize,
					within("digits", this.settings.digits(), 9, DEFAULT_DIGITS), includesHeader());
			case OCTET_COUNTING -> new OctetCountingFraming(this.maxSize);
			case FIXED -> new FixedFraming(this.maxSize, size());
			case JSON -> new JsonFraming(this.maxSize);
			case RAW -> new RawFraming(this.maxSize);
		};
	}

	private void refuseForeignOptions() {
		Set<String> own = OPTIONS.getOrDefault(this.settings.type(), Set.of());
		given().forEach((option, value) -> {
			if (!own.contains(option)) {
				throw Invalid.value(this.key + "." + option, value, "Framing '%s' has no such option; %s.".formatted(
						Names.kebab(this.settings.type()),
						own.isEmpty() ? "it takes max-size only" : "its own are " + String.join(", ", sorted(own))));
			}
		});
	}

	/**
	 * Where a byte ends a message, it may not be half a character.
	 */
	private void refuseWideCharset() {
		if (ENDED_BY_A_BYTE.contains(this.settings.type()) && "A".getBytes(this.charset).length > 1) {
			throw Invalid.value(this.key.replace(".framing", ".charset"), this.charset,
					"Framing '%s' needs a charset with one byte for each control character, such as UTF-8; "
						.formatted(Names.kebab(this.settings.type()))
							+ "%s goes with framing 'delimiter' or 'length'.".formatted(this.charset));
		}
	}

	private static Set<String> sorted(Set<String> options) {
		return new TreeSet<>(options);
	}

	private Map<String, Object> given() {
		Map<String, Object> given = new LinkedHashMap<>();
		put(given, "delimiter", this.settings.delimiter());
		put(given, "header-size", this.settings.headerSize());
		put(given, "byte-order", this.settings.byteOrder());
		put(given, "includes-header", this.settings.includesHeader());
		put(given, "digits", this.settings.digits());
		put(given, "size", this.settings.size());
		return given;
	}

	private static void put(Map<String, Object> options, String name, @Nullable Object value) {
		if (value != null) {
			options.put(name, value);
		}
	}

	private byte[] delimiter() {
		byte[] delimiter = Bytes.parse(this.key + ".delimiter", this.settings.delimiter(), this.charset);
		if (delimiter.length < 1 || delimiter.length > 8) {
			throw Invalid.value(this.key + ".delimiter", this.settings.delimiter(),
					"It must be 1 to 8 bytes, as text with escapes (\"\\\\r\\\\n\") or in hexadecimal (\"0x1e0d\").");
		}
		return delimiter;
	}

	private int within(String option, @Nullable Integer value, int most, int otherwise) {
		if (value == null) {
			return otherwise;
		}
		Invalid.unlessWithin(this.key + "." + option, value, 1, most, "");
		return value;
	}

	private ByteOrder byteOrder() {
		return (this.settings.byteOrder() == SluiceProperties.Framing.Order.LITTLE_ENDIAN) ? ByteOrder.LITTLE_ENDIAN
				: ByteOrder.BIG_ENDIAN;
	}

	private boolean includesHeader() {
		return Boolean.TRUE.equals(this.settings.includesHeader());
	}

	private int size() {
		if (this.settings.size() == null) {
			throw Invalid.value(this.key + ".size", null, "Framing 'fixed' needs the size of a message, such as 128B.");
		}
		Invalid.unlessWithin(this.key + ".size", this.settings.size().toBytes(), 1, this.maxSize,
				" bytes, the upper limit being max-size");
		return (int) this.settings.size().toBytes();
	}

}
