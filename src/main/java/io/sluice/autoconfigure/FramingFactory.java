package io.sluice.autoconfigure;

import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.sluice.framing.FramingOptions;
import io.sluice.framing.FramingType;
import io.sluice.framing.UntilCloseFraming;
import io.sluice.spi.Framing;

import org.springframework.beans.factory.BeanFactory;

/**
 * Creates a framing from its settings.
 */
final class FramingFactory {

	private static final long LARGEST_MESSAGE = 1 << 30;

	private static final Set<FramingType> ENDED_BY_A_BYTE = EnumSet.of(FramingType.LINE, FramingType.CRLF,
			FramingType.NUL, FramingType.STX_ETX, FramingType.MLLP, FramingType.SYSLOG, FramingType.FIX,
			FramingType.JSON);

	private final String key;

	private final FramingProperties settings;

	private final Charset charset;

	private final FramingBeans beans;

	private final int maxSize;

	/**
	 * Check the settings of a framing.
	 * @param key the key of the settings
	 * @param charset the charset of a delimiter that is text
	 * @param beans the beans that the settings may name
	 */
	FramingFactory(String key, FramingProperties settings, Charset charset, FramingBeans beans) {
		this.key = key;
		this.settings = settings;
		this.charset = charset;
		this.beans = beans;
		SettingCheck.checkRange(key + ".max-size", settings.maxSize().toBytes(), 1, LARGEST_MESSAGE, " bytes");
		this.maxSize = (int) settings.maxSize().toBytes();
		rejectForeignOptions();
		rejectWideCharset();
		rejectCharsetUnlikeJson();
	}

	/**
	 * Create the framing of a listener.
	 * @param name the name of the listener
	 * @param listener its settings
	 * @param beans the beans that the settings may name
	 */
	static Framing create(String name, SluiceProperties.Listener listener, BeanFactory beans) {
		String key = ListenerValidator.key(name) + ".framing";
		ListenerFramingProperties settings = listener.framing();
		FramingBeans framings = new FramingBeans(beans);
		FramingFactory factory = new FramingFactory(key, settings.options(), listener.charset(), framings);
		if (settings.type() == FramingType.FIRST_OF) {
			return factory.tolerate(new FirstOfFactory(key, settings, listener.charset(), framings).create(),
					settings.firstOf());
		}
		if (!settings.firstOf().isEmpty()) {
			throw factory.foreign("first-of", settings.firstOf());
		}
		return factory.create();
	}

	Framing create() {
		Framing framing = switch (this.settings.type()) {
			case BEAN -> bean();
			case SPRING ->
				this.beans.serializer(this.key + ".name", name("a serializer of Spring Integration"), this.maxSize);
			case UNTIL_CLOSE -> new UntilCloseFraming(this.maxSize);
			case LENGTH, ASCII_LENGTH ->
				new LengthFramingFactory(this.key, this.settings, this.charset).create(this.maxSize);
			default -> builtIn();
		};
		return tolerate(framing, List.of(new FramingChoice(null, this.settings)));
	}

	private Framing tolerate(Framing framing, List<FramingChoice> choices) {
		return new ToleranceFactory(this.key, this.settings, choices, this.charset).wrap(framing);
	}

	/**
	 * The framing of the application. Its own maximum counts, so that one that is set
	 * beside it would be a second one.
	 */
	private Framing bean() {
		String name = name("type Framing");
		Framing framing = this.beans.get(this.key + ".name", name);
		if (framing.maxSize() > this.maxSize) {
			throw SettingCheck.invalid(this.key + ".max-size", this.settings.maxSize(),
					"The bean '%s' has messages of up to %d bytes: set max-size to %dB, or lower its maxSize()."
						.formatted(name, framing.maxSize(), framing.maxSize()));
		}
		return framing;
	}

	private String name(String kind) {
		return SettingCheck.required(this.key + ".name", this.settings.name(), "the name of a bean of " + kind);
	}

	private Framing builtIn() {
		return switch (this.settings.type()) {
			case LINE, DELIMITER, STX_ETX, MLLP ->
				new DelimitedFramingFactory(this.key, this.settings, this.charset, this.maxSize).create();
			default -> byOptions();
		};
	}

	private Framing byOptions() {
		FramingType type = this.settings.type();
		return type.create(new FramingOptions(this.maxSize, new byte[0], FramingOptions.DEFAULT_HEADER_SIZE,
				ByteOrder.BIG_ENDIAN, false, FramingOptions.DEFAULT_DIGITS, (type == FramingType.FIXED) ? size() : 0));
	}

	private void rejectForeignOptions() {
		Set<String> own = this.settings.type().options();
		this.settings.options().forEach((option, value) -> {
			if (!own.contains(option)) {
				throw foreign(option, value);
			}
		});
	}

	private RuntimeException foreign(String option, Object value) {
		Set<String> own = this.settings.type().options();
		return SettingCheck.invalid(this.key + "." + option, value,
				"Framing '%s' has no such option; %s.".formatted(this.settings.type().kebab(),
						own.isEmpty() ? "it has none of its own" : "its own are " + String.join(", ", sort(own))));
	}

	private String charsetKey() {
		int list = this.key.lastIndexOf(".first-of[");
		String framing = (list < 0) ? this.key : this.key.substring(0, list);
		return framing.substring(0, framing.lastIndexOf(".framing")) + ".charset";
	}

	/**
	 * A byte that ends a message must not be part of another character.
	 */
	private void rejectWideCharset() {
		if (ENDED_BY_A_BYTE.contains(this.settings.type()) && "A".getBytes(this.charset).length > 1) {
			throw SettingCheck.invalid(charsetKey(), this.charset,
					"Framing '%s' needs a charset with one byte for each control character, such as UTF-8; "
						.formatted(this.settings.type().kebab())
							+ "for %s, use framing 'delimiter' or 'length'.".formatted(this.charset));
		}
	}

	/**
	 * JSON's brackets, quotes and backslashes must not be other characters, or parts of
	 * other characters.
	 */
	private void rejectCharsetUnlikeJson() {
		if (this.settings.type() == FramingType.JSON && !this.charset.equals(StandardCharsets.UTF_8)
				&& !(this.charset.newEncoder().maxBytesPerChar() == 1 && "{\"[\\]\"}"
					.equals(new String("{\"[\\]\"}".getBytes(StandardCharsets.US_ASCII), this.charset)))) {
			throw SettingCheck.invalid(charsetKey(), this.charset,
					"Framing 'json' needs UTF-8, or a single-byte charset that contains ASCII, such as ISO-8859-1.");
		}
	}

	private static Set<String> sort(Set<String> options) {
		return new TreeSet<>(options);
	}

	private int size() {
		if (this.settings.size() == null) {
			throw SettingCheck.invalid(this.key + ".size", null,
					"Framing 'fixed' needs the size of a message, such as 128B.");
		}
		SettingCheck.checkRange(this.key + ".size", this.settings.size().toBytes(), 1, this.maxSize,
				" bytes, the upper limit being max-size");
		return (int) this.settings.size().toBytes();
	}

}
