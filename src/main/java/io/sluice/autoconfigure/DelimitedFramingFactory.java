package io.sluice.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

import io.sluice.framing.BlockFraming;
import io.sluice.framing.BlockTrailer;
import io.sluice.framing.ChecksumLineFraming;
import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.LineFraming;
import io.sluice.framing.StxEtxOptions;
import io.sluice.spi.Framing;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Creates the framings that bytes at the end of a message, or around it, mark.
 */
@RequiredArgsConstructor
final class DelimitedFramingFactory {

	private static final byte STX = 0x02;

	private final String key;

	private final FramingProperties settings;

	private final Charset charset;

	private final int maxSize;

	Framing create() {
		return switch (this.settings.type()) {
			case DELIMITER -> delimiter();
			case STX_ETX -> stxEtx();
			case MLLP -> mllp();
			default -> (this.settings.checksum() == FramingProperties.Checksum.XOR)
					? new ChecksumLineFraming(this.maxSize) : new LineFraming(this.maxSize);
		};
	}

	private Framing delimiter() {
		byte[] delimiter = bytes("delimiter", this.settings.delimiter());
		if (delimiter.length < 1 || delimiter.length > DelimitedFraming.MAX_END) {
			throw invalid("delimiter", this.settings.delimiter(),
					"It must be 1 to %d bytes, as text with escapes (\"\\\\r\\\\n\") or in hexadecimal (\"0x1e0d\")."
						.formatted(DelimitedFraming.MAX_END));
		}
		if (!Boolean.TRUE.equals(this.settings.keepDelimiter())) {
			return DelimitedFraming.delimiter(this.maxSize, delimiter);
		}
		if (delimiter.length > this.maxSize) {
			throw invalid("max-size", DataSize.ofBytes(this.maxSize),
					"With 'keep-delimiter', every message has the %d bytes of the delimiter: set at least %dB."
						.formatted(delimiter.length, delimiter.length));
		}
		return DelimitedFraming.keptDelimiter(this.maxSize, delimiter);
	}

	private Framing mllp() {
		boolean requireCr = !Boolean.FALSE.equals(this.settings.requireCr());
		return (resync() || !requireCr) ? BlockFraming.mllp(this.maxSize, resync(), requireCr)
				: DelimitedFraming.mllp(this.maxSize);
	}

	private Framing stxEtx() {
		byte[] ends = ends();
		BlockTrailer trailer = trailer();
		byte[] nak = nak(ends, trailer);
		byte[] controls = controls(ends);
		boolean plain = !resync() && this.settings.end().isEmpty() && trailer == BlockTrailer.NONE
				&& controls.length == 0;
		return plain ? DelimitedFraming.stxEtx(this.maxSize)
				: BlockFraming.stxEtx(this.maxSize, resync(), new StxEtxOptions(ends, trailer, nak, controls));
	}

	private boolean resync() {
		return Boolean.TRUE.equals(this.settings.resync());
	}

	private BlockTrailer trailer() {
		FramingProperties.Trailer trailer = this.settings.trailer();
		if (trailer == null) {
			return BlockTrailer.NONE;
		}
		return switch (trailer) {
			case NONE -> BlockTrailer.NONE;
			case LRC -> BlockTrailer.LRC;
			case CHECKSUM_HEX -> BlockTrailer.CHECKSUM_HEX;
		};
	}

	private byte[] ends() {
		if (this.settings.end().isEmpty()) {
			return StxEtxOptions.PLAIN.ends();
		}
		ByteArrayOutputStream ends = new ByteArrayOutputStream();
		for (int i = 0; i < this.settings.end().size(); i++) {
			String option = "end[%d]".formatted(i);
			byte end = oneByte(option, this.settings.end().get(i));
			if (end == STX) {
				throw invalid(option, this.settings.end().get(i),
						"STX (0x02) begins a frame; set the byte that ends it.");
			}
			if (contains(ends.toByteArray(), end)) {
				throw invalid(option, this.settings.end().get(i), "It is there twice; remove one.");
			}
			ends.write(end);
		}
		return ends.toByteArray();
	}

	private byte @Nullable [] nak(byte[] ends, BlockTrailer trailer) {
		String nak = this.settings.nak();
		if (nak == null) {
			return null;
		}
		if (!trailer.isChecksum()) {
			throw invalid("nak", nak,
					"It answers a frame with a wrong checksum: set 'trailer' to lrc or checksum-hex, or remove it.");
		}
		byte answer = oneByte("nak", nak);
		if (answer == STX || contains(ends, answer)) {
			throw invalid("nak", nak, "STX and the bytes of 'end' belong to frames; set another byte, such as 0x15.");
		}
		return new byte[] { answer };
	}

	private byte[] controls(byte[] ends) {
		String text = this.settings.controls();
		if (text == null) {
			return StxEtxOptions.PLAIN.controls();
		}
		byte[] controls = bytes("controls", text);
		for (byte control : controls) {
			if (control == STX || contains(ends, control)) {
				throw invalid("controls", text,
						"The byte 0x%02x begins or ends a frame; remove it from 'controls'.".formatted(control));
			}
		}
		if (controls.length == 0) {
			throw invalid("controls", text, "Set the bytes between two frames, such as \"0x05060415\", or remove it.");
		}
		return controls;
	}

	private static boolean contains(byte[] bytes, byte wanted) {
		for (byte b : bytes) {
			if (b == wanted) {
				return true;
			}
		}
		return false;
	}

	private byte oneByte(String option, String value) {
		byte[] bytes = bytes(option, value);
		if (bytes.length != 1) {
			throw invalid(option, value,
					"It must be one byte, in hexadecimal (\"0x03\") or as a character or an escape (\"\\\\n\").");
		}
		return bytes[0];
	}

	private byte[] bytes(String option, @Nullable String value) {
		return ByteSetting.parse(this.key + "." + option, value, this.charset);
	}

	private RuntimeException invalid(String option, @Nullable Object value, String remedy) {
		return SettingCheck.invalid(this.key + "." + option, value, remedy);
	}

}
