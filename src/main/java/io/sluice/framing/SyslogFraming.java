package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TCP in both of its forms, told apart frame by frame: a digit from 1 to 9
 * begins a length, as in {@link OctetCountingFraming}, and {@code <} begins a message
 * that ends at LF, as in {@link LineFraming}. Another byte is {@code BAD_FRAME}. Messages
 * are written with a length.
 * <p>
 * RFC 6587, sections 3.4.1 and 3.4.2.
 */
public final class SyslogFraming implements Framing, LargeFrames {

	private final OctetCountingFraming counted;

	private final LineFraming lines;

	/**
	 * Create the framing.
	 * @param maxSize the most bytes a message may have, without length and line end
	 */
	public SyslogFraming(int maxSize) {
		this.counted = new OctetCountingFraming(maxSize);
		this.lines = new LineFraming(maxSize);
	}

	@Override
	public int maxSize() {
		return this.counted.maxSize();
	}

	@Override
	public int maxFrameSize() {
		return this.counted.maxFrameSize();
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		return form(in).decode(in);
	}

	@Override
	public @Nullable LargeFrame largeFrame(FrameBuffer in) throws FrameException {
		return form(in).largeFrame(in);
	}

	@Override
	public byte @Nullable [] rest(FrameBuffer in) throws FrameException {
		return (in.at(0) == '<') ? this.lines.rest(in) : null;
	}

	private LargeFrames form(FrameBuffer in) throws FrameException {
		byte first = in.at(0);
		if (first == '<') {
			return this.lines;
		}
		if (first < '1' || first > '9') {
			throw BadFrame.unexpected("a message to begin with < or its length", first);
		}
		return this.counted;
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return this.counted.refusal(message);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		this.counted.write(message, out);
	}

	@Override
	public String toString() {
		return "SyslogFraming[maxSize=%d]".formatted(maxSize());
	}

}
