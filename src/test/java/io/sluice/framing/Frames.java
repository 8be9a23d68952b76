package io.sluice.framing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.sluice.spi.Framing;

/**
 * Short forms of what the tests of framings do.
 */
final class Frames {

	private Frames() {
	}

	/** Bytes in the notation of {@link ByteSequence}. */
	static byte[] bytes(String text) {
		return ByteSequence.parse(text, StandardCharsets.ISO_8859_1);
	}

	static byte[] readOne(Framing framing, FrameInput input) throws IOException {
		return Objects.requireNonNull(new FrameReader(framing, input).read(), "the stream has ended");
	}

	static List<String> readAll(Framing framing, ScriptedStream stream) throws IOException {
		return readAll(framing, new FrameInput(stream));
	}

	static List<String> readAll(Framing framing, FrameInput input) throws IOException {
		List<String> messages = new ArrayList<>();
		FrameReader reader = new FrameReader(framing, input);
		byte[] message = reader.read();
		while (message != null) {
			messages.add(ByteSequence.describe(message));
			message = reader.read();
		}
		return messages;
	}

	static byte[] write(Framing framing, byte[]... messages) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try {
			for (byte[] message : messages) {
				framing.write(message, out);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

}
