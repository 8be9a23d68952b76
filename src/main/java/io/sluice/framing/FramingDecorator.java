package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A framing that reads differently from another one, and writes as that one does.
 */
interface FramingDecorator extends Framing {

	/**
	 * {@return the other framing}
	 */
	Framing framing();

	@Override
	default int maxSize() {
		return framing().maxSize();
	}

	@Override
	default int maxFrameSize() {
		return framing().maxFrameSize();
	}

	@Override
	default @Nullable String refusal(byte[] message) {
		return framing().refusal(message);
	}

	@Override
	default byte[] toReply(byte[] text, byte @Nullable [] request) {
		return framing().toReply(text, request);
	}

	@Override
	default void write(byte[] message, OutputStream out) throws IOException {
		framing().write(message, out);
	}

}
