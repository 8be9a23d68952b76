package io.sluice.cli;

import java.nio.charset.StandardCharsets;

import io.sluice.framing.BlockFraming;
import io.sluice.framing.BlockTrailer;
import io.sluice.framing.ByteSequence;
import io.sluice.framing.ChecksumLineFraming;
import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.FramingType;
import io.sluice.framing.StxEtxOptions;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options for framings with start and end bytes. They have the names of the
 * configuration keys.
 */
final class DelimitedOptions {

	@Option(names = "--delimiter", paramLabel = "bytes",
			description = "for delimiter: text with escapes (\\r\\n) or hexadecimal (0x1e0d)")
	private @Nullable String delimiter;

	@Option(names = "--keep-delimiter", description = "for delimiter: the delimiter belongs to the message")
	private boolean keepDelimiter;

	@Option(names = "--resync", description = "for stx-etx and mllp: drop what is no frame")
	private boolean resync;

	@Option(names = "--require-cr", arity = "1", paramLabel = "true|false",
			description = "for mllp: whether a frame ends at FS CR only (default: true)")
	private boolean requireCr = true;

	@Option(names = "--end", paramLabel = "bytes",
			description = "for stx-etx: the bytes of which one ends a frame (default: 0x03)")
	private @Nullable String end;

	@Option(names = "--trailer", paramLabel = "kind", description = "for stx-etx: none, lrc or checksum-hex")
	private String trailer = "none";

	@Option(names = "--controls", paramLabel = "bytes",
			description = "for stx-etx: bytes that are messages of their own (0x05060415)")
	private @Nullable String controls;

	@Option(names = "--checksum", paramLabel = "kind", description = "for line: none or xor (NMEA 0183)")
	private String checksum = "none";

	/**
	 * The delimiter.
	 * @return bytes, none if it is not set
	 */
	byte[] delimiter() {
		return (this.delimiter != null) ? bytes(this.delimiter) : new byte[0];
	}

	/**
	 * Create a framing that these options change.
	 * @param type the type of the framing
	 * @param maxSize the most bytes a message may have
	 * @return the framing, or {@code null} if its options are the defaults
	 */
	@Nullable Framing create(FramingType type, int maxSize) {
		return switch (type) {
			case DELIMITER -> this.keepDelimiter ? DelimitedFraming.keptDelimiter(maxSize, delimiter()) : null;
			case MLLP ->
				(this.resync || !this.requireCr) ? BlockFraming.mllp(maxSize, this.resync, this.requireCr) : null;
			case STX_ETX -> BlockFraming.stxEtx(maxSize, this.resync, stxEtx());
			case LINE -> isXor() ? new ChecksumLineFraming(maxSize) : null;
			default -> null;
		};
	}

	private StxEtxOptions stxEtx() {
		StxEtxOptions plain = StxEtxOptions.PLAIN;
		return new StxEtxOptions((this.end != null) ? bytes(this.end) : plain.ends(), trailer(), null,
				(this.controls != null) ? bytes(this.controls) : plain.controls());
	}

	private BlockTrailer trailer() {
		return switch (this.trailer) {
			case "none" -> BlockTrailer.NONE;
			case "lrc" -> BlockTrailer.LRC;
			case "checksum-hex" -> BlockTrailer.CHECKSUM_HEX;
			default -> throw new IllegalArgumentException(
					"--trailer is none, lrc or checksum-hex, not '%s'".formatted(this.trailer));
		};
	}

	private boolean isXor() {
		return switch (this.checksum) {
			case "none" -> false;
			case "xor" -> true;
			default ->
				throw new IllegalArgumentException("--checksum is none or xor, not '%s'".formatted(this.checksum));
		};
	}

	private static byte[] bytes(String text) {
		return ByteSequence.parse(text, StandardCharsets.UTF_8);
	}

}
