package io.sluice.autoconfigure;

import java.nio.ByteOrder;
import java.nio.charset.Charset;

import io.sluice.framing.FramingOptions;
import io.sluice.framing.FramingType;
import io.sluice.framing.LengthEncoding;
import io.sluice.framing.LengthField;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LengthLayout;
import io.sluice.spi.Framing;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Creates the framings 'length' and 'ascii-length' from their settings.
 */
@RequiredArgsConstructor
final class LengthFramingFactory {

	private static final int LONGEST_MARK = 64;

	private static final int LARGEST_ADJUSTMENT = 1 << 30;

	private final String key;

	private final FramingProperties settings;

	private final Charset charset;

	/**
	 * Create the framing, or fail if it could never frame a message.
	 */
	Framing create(int maxSize) {
		LengthField field = field();
		byte[] prefix = mark("prefix", this.settings.prefix());
		byte[] suffix = mark("suffix", this.settings.suffix());
		int end = range("offset", this.settings.offset(), 0, LengthLayout.MOST_AROUND, 0) + field.size();
		int adjustment = adjustment(end, field);
		int strip = strip(end, field);
		int mirror = mirror(end, adjustment, strip, suffix.length);
		checkSizes(field, end + adjustment - strip - suffix.length, mirror, maxSize);
		return new LengthFraming(maxSize, new LengthLayout(end - field.size(), field, adjustment, strip, mirror),
				prefix, suffix);
	}

	private LengthField field() {
		LengthEncoding encoding = encoding();
		boolean ascii = this.settings.type() == FramingType.ASCII_LENGTH;
		int size = range(ascii ? "digits" : "header-size", ascii ? this.settings.digits() : this.settings.headerSize(),
				1, encoding.largestSize(), ascii ? FramingOptions.DEFAULT_DIGITS : FramingOptions.DEFAULT_HEADER_SIZE);
		if (encoding.isText()) {
			reject("byte-order", this.settings.byteOrder(), "Digits in ASCII have no byte order; leave it out.");
		}
		else {
			reject("pad", this.settings.pad(), "It is for the encodings ascii and hex; leave it out.");
		}
		return new LengthField(
				encoding, size, (this.settings.byteOrder() == FramingProperties.Order.LITTLE_ENDIAN)
						? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
				this.settings.pad() == FramingProperties.Pad.SPACE);
	}

	private LengthEncoding encoding() {
		if (this.settings.type() == FramingType.ASCII_LENGTH) {
			return LengthEncoding.ASCII;
		}
		return (this.settings.encoding() != null) ? this.settings.encoding() : LengthEncoding.BINARY;
	}

	private int adjustment(int end, LengthField field) {
		boolean counted = Boolean.TRUE.equals(this.settings.includesHeader());
		int unset = counted ? -end : 0;
		if (this.settings.includesHeader() != null) {
			reject("adjustment", this.settings.adjustment(),
					"'%s.includes-header' is the adjustment %d; set one of the two.".formatted(this.key, unset));
		}
		int adjustment = range("adjustment", this.settings.adjustment(), -LARGEST_ADJUSTMENT, LARGEST_ADJUSTMENT,
				unset);
		if (field.largest() + adjustment < 0) {
			String cause = counted ? "includes-header" : "adjustment";
			throw SettingCheck.invalid(this.key + "." + cause, counted ? "true" : adjustment,
					"It makes every length negative, because the largest is %d; set a larger one, or a larger header-size."
						.formatted(field.largest()));
		}
		return adjustment;
	}

	private int strip(int end, LengthField field) {
		int strip = range("strip", this.settings.strip(), 0, end + LengthLayout.MOST_AROUND, end);
		int offset = end - field.size();
		if (strip > offset && strip < end) {
			throw SettingCheck.invalid(this.key + ".strip", strip,
					"It ends inside the length; set at most %d to keep the length, or at least %d to strip it."
						.formatted(offset, end));
		}
		return strip;
	}

	/**
	 * The bytes of the header that are in the message: up to the length, and those behind
	 * it that it does not count.
	 */
	private int mirror(int end, int adjustment, int strip, int suffix) {
		int kept = Math.max(0, end - strip);
		int mirror = Math.max(kept, end + Math.max(0, adjustment - suffix) - strip);
		if (this.settings.mirror() != null && this.settings.mirror() < kept) {
			throw SettingCheck.invalid(this.key + ".mirror", this.settings.mirror(),
					"The message begins with the %d bytes up to the end of the length; set at least these, or a larger strip."
						.formatted(kept));
		}
		return range("mirror", this.settings.mirror(), 0, LengthLayout.MOST_AROUND, mirror);
	}

	/**
	 * Check that there are lengths with which a frame has room for a message.
	 */
	private void checkSizes(LengthField field, long surplus, int mirror, int maxSize) {
		if (Math.max(surplus, mirror) > maxSize) {
			throw SettingCheck.invalid(this.key + ".max-size", this.settings.maxSize(),
					"A message has at least %d bytes with this header; set at least these."
						.formatted(Math.max(surplus, mirror)));
		}
		if (field.largest() + surplus < mirror) {
			throw SettingCheck.invalid(this.key + "." + ((this.settings.strip() != null) ? "strip" : "header-size"),
					(this.settings.strip() != null) ? this.settings.strip() : field.size(),
					"Not even the largest length, %d, leaves room for a message; correct strip, adjustment, suffix or header-size."
						.formatted(field.largest()));
		}
	}

	private byte[] mark(String option, @Nullable String value) {
		if (value == null) {
			return new byte[0];
		}
		byte[] mark = ByteSetting.parse(this.key + "." + option, value, this.charset);
		if (mark.length < 1 || mark.length > LONGEST_MARK) {
			throw SettingCheck.invalid(this.key + "." + option, value,
					"It must be 1 to %d bytes, as text with escapes or in hexadecimal (\"0xaa55\")."
						.formatted(LONGEST_MARK));
		}
		return mark;
	}

	private int range(String option, @Nullable Integer value, int least, int most, int defaultValue) {
		if (value == null) {
			return defaultValue;
		}
		SettingCheck.checkRange(this.key + "." + option, value, least, most, "");
		return value;
	}

	private void reject(String option, @Nullable Object value, String remedy) {
		if (value != null) {
			throw SettingCheck.invalid(this.key + "." + option, value, remedy);
		}
	}

}
