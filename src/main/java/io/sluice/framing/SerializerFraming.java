package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.ErrorCode;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

import org.springframework.core.serializer.Deserializer;
import org.springframework.core.serializer.Serializer;
import org.springframework.integration.ip.tcp.serializer.SoftEndOfStreamException;

/**
 * A framing made of a serializer and a deserializer of Spring Integration, both for byte
 * arrays. The deserializer blocks while it reads: its thread keeps the stack of an
 * incomplete frame, and what it buffers is charged to no budget. An exception of the
 * deserializer is {@code BAD_FRAME}, or the end of the stream if that was reached.
 *
 * @param maxSize the most bytes that the deserializer may read for a message
 * @param deserializer cuts the stream into messages
 * @param serializer writes messages
 */
public record SerializerFraming(int maxSize, Deserializer<?> deserializer,
		Serializer<byte[]> serializer) implements Framing {

	/**
	 * Check the options.
	 */
	public SerializerFraming {
		MaxSize.check(maxSize);
	}

	/**
	 * A decoder that decodes nothing: a {@link FrameReader} passes its input to the
	 * deserializer instead.
	 */
	@Override
	public Decoder decoder() {
		return (in) -> null;
	}

	/**
	 * Read one message. The deserializer does not know the largest size, so a larger
	 * message is a mistake of the client.
	 * @return a new array, or {@code null} at the end of the stream between frames
	 */
	byte @Nullable [] read(FrameStream in) throws IOException {
		byte[] message = deserialize(in);
		if (message != null && message.length > this.maxSize) {
			throw MaxSize.tooLarge(message.length, this.maxSize);
		}
		return message;
	}

	private byte @Nullable [] deserialize(FrameStream in) throws IOException {
		Object message;
		in.beginFrame(maxFrameSize());
		try {
			message = this.deserializer.deserialize(in);
		}
		catch (SoftEndOfStreamException ex) {
			in.checkFailure();
			return null;
		}
		catch (IOException | RuntimeException ex) {
			in.checkFailure();
			return endAfter(ex, in);
		}
		catch (StackOverflowError | OutOfMemoryError ex) {
			throw new BrokenFramingException(this, ex);
		}
		finally {
			in.endFrame();
		}
		// the deserializer may take a failure for the end of a message
		in.checkFailure();
		return check(message, in);
	}

	/**
	 * The end of the stream, if the deserializer failed because of it.
	 */
	private static byte @Nullable [] endAfter(Exception failure, FrameStream in) throws IOException {
		if (!in.isAtEnd()) {
			throw new FrameException(ErrorCode.BAD_FRAME, reason(failure));
		}
		if (in.isInsideFrame()) {
			throw FrameInput.endInside();
		}
		return null;
	}

	/**
	 * Check what the deserializer returned. Behind the last message, it may be an empty
	 * one.
	 */
	private byte @Nullable [] check(@Nullable Object message, FrameStream in) {
		if (!(message instanceof byte[] bytes)) {
			throw new BrokenFramingException(this, "returned an object that is not a byte[]");
		}
		if (in.isInsideFrame()) {
			return bytes;
		}
		if (in.isAtEnd() && bytes.length == 0) {
			return null;
		}
		throw new BrokenFramingException(this, "returned a message without reading a byte");
	}

	private static String reason(Exception failure) {
		String message = failure.getMessage();
		return (message != null) ? message : failure.toString();
	}

	/**
	 * Writes the message to nowhere, because a serializer reports only by an exception
	 * that it cannot write one.
	 */
	@Override
	public @Nullable String refusal(byte[] message) {
		try {
			this.serializer.serialize(message, OutputStream.nullOutputStream());
			return MaxSize.refusal(message, this.maxSize);
		}
		catch (IOException | RuntimeException ex) {
			return reason(ex);
		}
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		this.serializer.serialize(message, out);
	}

}
