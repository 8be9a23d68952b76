package io.sluice.cli;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import io.sluice.framing.ByteSequence;
import io.sluice.framing.FramingOptions;
import io.sluice.framing.FramingType;
import io.sluice.framing.LengthEncoding;
import io.sluice.framing.LengthField;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LengthLayout;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options for a length that is not alone in front of a message. They have the names
 * of the configuration keys.
 */
final class LengthOptions {

	@Option(names = "--encoding", defaultValue = "binary", paramLabel = "encoding",
			description = "for length: binary, bcd, ascii or hex (default: ${DEFAULT-VALUE})")
	private LengthEncoding encoding = LengthEncoding.BINARY;

	@Option(names = "--pad", defaultValue = "zero", paramLabel = "pad",
			description = "for a length in digits: zero or space (default: ${DEFAULT-VALUE})")
	private Pad pad = Pad.ZERO;

	@Option(names = "--offset", paramLabel = "bytes", description = "for length: the bytes in front of it (default: 0)")
	private int offset;

	@Option(names = "--adjustment", paramLabel = "bytes",
			description = "for length: the bytes behind the length less its value (default: 0)")
	private @Nullable Integer adjustment;

	@Option(names = "--strip", paramLabel = "bytes",
			description = "for length: the first bytes that are no part of the message (default: up to its end)")
	private @Nullable Integer strip;

	@Option(names = "--prefix", paramLabel = "bytes",
			description = "for length: bytes before each frame, as for --delimiter")
	private @Nullable String prefix;

	@Option(names = "--suffix", paramLabel = "bytes",
			description = "for length: bytes at the end of each frame, as for --delimiter")
	private @Nullable String suffix;

	/**
	 * Create the framing 'length' or 'ascii-length'.
	 * @param options the options of all framings
	 */
	Framing framing(FramingType type, FramingOptions options) {
		LengthField field = field(type, options);
		int end = this.offset + field.size();
		int stripped = (this.strip != null) ? this.strip : end;
		LengthLayout layout = new LengthLayout(this.offset, field, adjustment(end, options), stripped,
				Math.max(0, end - stripped));
		return new LengthFraming(options.maxSize(), layout, bytes(this.prefix), bytes(this.suffix));
	}

	private int adjustment(int end, FramingOptions options) {
		if (options.includesHeader() && this.adjustment != null) {
			throw new IllegalArgumentException(
					"--includes-header is --adjustment %d: set one of the two".formatted(-end));
		}
		int included = options.includesHeader() ? -end : 0;
		return (this.adjustment != null) ? this.adjustment : included;
	}

	private LengthField field(FramingType type, FramingOptions options) {
		boolean spaces = this.pad == Pad.SPACE;
		if (type == FramingType.ASCII_LENGTH) {
			return new LengthField(LengthEncoding.ASCII, options.digits(), ByteOrder.BIG_ENDIAN, spaces);
		}
		return new LengthField(this.encoding, options.headerSize(), options.byteOrder(), spaces);
	}

	private static byte[] bytes(@Nullable String text) {
		return (text != null) ? ByteSequence.parse(text, StandardCharsets.UTF_8) : new byte[0];
	}

	/** What fills up a length in digits. */
	private enum Pad {

		/** Zeros. */
		ZERO,

		/** Spaces. */
		SPACE

	}

}
