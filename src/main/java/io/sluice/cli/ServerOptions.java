package io.sluice.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteOrder;
import java.time.Duration;

import io.sluice.client.Destination;
import io.sluice.framing.FramingOptions;
import io.sluice.framing.FramingType;
import io.sluice.socket.HostAndPort;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.util.unit.DataSize;

/**
 * The options for the server's address and framing. They have the names of the
 * configuration keys.
 */
final class ServerOptions {

	@Option(names = "--to", required = true, paramLabel = "host:port", description = "the server")
	private @Nullable HostAndPort to;

	@Option(names = "--framing", defaultValue = "line", paramLabel = "type",
			description = "how messages are framed: line, crlf, nul, delimiter, stx-etx, mllp, length, ascii-length, "
					+ "octet-counting, syslog, fixed, json, fix or raw (default: ${DEFAULT-VALUE})")
	private FramingType framing = FramingType.LINE;

	@Option(names = "--max-size", paramLabel = "size", description = "the largest message (default: 64KB)")
	private DataSize maxSize = DataSize.ofBytes(FramingOptions.DEFAULT_MAX_SIZE);

	@Mixin
	private final DelimitedOptions delimited = new DelimitedOptions();

	@Option(names = "--header-size", paramLabel = "bytes",
			description = "for length: 1 to 4, or up to 9 digits (default: 4)")
	private int headerSize = FramingOptions.DEFAULT_HEADER_SIZE;

	@Option(names = "--little-endian", description = "for length: the least significant byte first")
	private boolean littleEndian;

	@Option(names = "--includes-header", description = "for length and ascii-length: the length counts itself")
	private boolean includesHeader;

	@Option(names = "--digits", paramLabel = "count", description = "for ascii-length: 1 to 9 (default: 4)")
	private int digits = FramingOptions.DEFAULT_DIGITS;

	@Option(names = "--size", paramLabel = "size", description = "for fixed: the size of every message, such as 128B")
	private @Nullable DataSize size;

	@Option(names = "--connect-timeout", defaultValue = "5s", paramLabel = "time",
			description = "how long connecting may take (default: ${DEFAULT-VALUE})")
	private Duration connectTimeout = Duration.ofSeconds(5);

	@Mixin
	private final LengthOptions length = new LengthOptions();

	@Mixin
	private final HandshakeOptions handshake = new HandshakeOptions();

	private Framing framing() {
		if (this.framing == FramingType.FIXED && this.size == null) {
			throw new IllegalArgumentException("--framing fixed needs the size of every message, such as --size 128B");
		}
		Framing changed = this.delimited.create(this.framing, bytes(this.maxSize));
		return (changed != null) ? changed : byOptions();
	}

	private Framing byOptions() {
		FramingOptions options = new FramingOptions(bytes(this.maxSize), this.delimited.delimiter(), this.headerSize,
				this.littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, this.includesHeader, this.digits,
				(this.size != null) ? bytes(this.size) : 0);
		return switch (this.framing) {
			case LENGTH, ASCII_LENGTH -> this.length.framing(this.framing, options);
			default -> this.framing.create(options);
		};
	}

	private static int bytes(DataSize size) {
		return Math.toIntExact(size.toBytes());
	}

	private HostAndPort address() {
		if (this.to == null) {
			throw new IllegalStateException("--to is required");
		}
		return this.to;
	}

	/**
	 * Open a connection and close it.
	 * @throws IOException if there is none in time; the message is for the user
	 */
	void connect() throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address().host(), address().port()),
					Math.clamp(this.connectTimeout.toMillis(), 1, Integer.MAX_VALUE));
		}
		catch (IOException ex) {
			throw new IOException("cannot connect to %s: %s".formatted(address(), ex.getMessage()), ex);
		}
	}

	Destination destination() {
		return new Destination(address().host(), address().port(), framing(), this.connectTimeout,
				this.handshake.handshake(), null);
	}

}
