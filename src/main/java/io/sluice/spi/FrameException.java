package io.sluice.spi;

import java.io.IOException;

import io.sluice.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The client's bytes are not a frame, or the frame is too large. The exception's message
 * is sent to the client. It has no stack trace, because an error of a client must be
 * cheap.
 */
public final class FrameException extends IOException {

	private static final long serialVersionUID = 1L;

	/** The error code of the reply. */
	private final ErrorCode code;

	/** Whether the next frame can be read. */
	private final boolean resumable;

	private final transient byte @Nullable [] answer;

	private final transient byte @Nullable [] beginning;

	/**
	 * Create an exception after which the stream cannot be read further, because the
	 * beginning of the next frame is not known.
	 * @param code {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#FRAME_TOO_LARGE}
	 * @param message the error, in words for the client
	 */
	public FrameException(ErrorCode code, String message) {
		this(code, message, false, null, null);
	}

	private FrameException(ErrorCode code, String message, boolean resumable, byte @Nullable [] answer,
			byte @Nullable [] beginning) {
		super(message);
		this.code = code;
		this.resumable = resumable;
		this.answer = answer;
		this.beginning = beginning;
	}

	/**
	 * Create an exception for a frame that the decoder has removed from its buffer. The
	 * gateway sends an error reply if the listener answers errors, and reads the next
	 * frame in any case.
	 * @param code {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#FRAME_TOO_LARGE}
	 * @param message the error, in words for the client
	 * @return the exception
	 */
	public static FrameException resumable(ErrorCode code, String message) {
		return new FrameException(code, message, true, null, null);
	}

	/**
	 * Create an exception as {@link #resumable}, for a message whose error reply needs
	 * its beginning, for example the header of an HL7 message.
	 * @param code {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#FRAME_TOO_LARGE}
	 * @param message the error, in words for the client
	 * @param beginning the first bytes of the message, without what frames it
	 * @return the exception
	 */
	public static FrameException resumable(ErrorCode code, String message, byte[] beginning) {
		return new FrameException(code, message, true, null, beginning.clone());
	}

	/**
	 * Create an exception for a frame that the decoder has removed from its buffer and
	 * that the protocol itself answers, for example with the byte NAK. The gateway sends
	 * that answer, and reads the next frame.
	 * @param message the error, in words for a log line
	 * @param answer the bytes to send, without a frame around them
	 * @return the exception, with {@link ErrorCode#BAD_FRAME}
	 */
	public static FrameException answered(String message, byte[] answer) {
		return new FrameException(ErrorCode.BAD_FRAME, message, true, answer.clone(), null);
	}

	/**
	 * The code of the error.
	 * @return {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#FRAME_TOO_LARGE}
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * {@return whether the next frame can be read}
	 */
	public boolean isResumable() {
		return this.resumable;
	}

	/**
	 * The protocol's own answer.
	 * @return bytes to send as they are, or {@code null} for an error reply
	 */
	public byte @Nullable [] answer() {
		return (this.answer != null) ? this.answer.clone() : null;
	}

	/**
	 * The beginning of the message that was removed.
	 * @return its first bytes, or {@code null} if they are not known
	 */
	public byte @Nullable [] beginning() {
		return (this.beginning != null) ? this.beginning.clone() : null;
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
