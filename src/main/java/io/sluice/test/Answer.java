package io.sluice.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link FakeTcpServer} does with a message. Immutable. Text is UTF-8.
 */
public final class Answer {

	private static final int[] WHOLE = {};

	private final Kind kind;

	private final @Nullable Function<byte[], byte[]> reply;

	private final Duration delay;

	private final boolean overtaken;

	private final int[] places;

	private Answer(Kind kind, @Nullable Function<byte[], byte[]> reply, Duration delay, boolean overtaken,
			int[] places) {
		this.kind = kind;
		this.reply = reply;
		this.delay = delay;
		this.overtaken = overtaken;
		this.places = places;
	}

	private static Answer of(Kind kind, @Nullable Function<byte[], byte[]> reply) {
		return new Answer(kind, reply, Duration.ZERO, false, WHOLE);
	}

	/**
	 * Reply with a message.
	 * @param message the message, without its frame
	 * @return the answer
	 */
	public static Answer reply(String message) {
		return reply(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Reply with a message.
	 * @param message the message, without its frame
	 * @return the answer
	 */
	public static Answer reply(byte[] message) {
		return reply((request) -> message);
	}

	/**
	 * Reply with a message that is made of the request.
	 * @param reply makes the reply, both without their frames; called by the thread that
	 * sends it
	 * @return the answer
	 */
	public static Answer reply(Function<byte[], byte[]> reply) {
		return of(Kind.FRAME, reply);
	}

	/**
	 * Send bytes as they are, such as garbage or a frame that is not complete.
	 * @param bytes the bytes
	 * @return the answer
	 */
	public static Answer bytes(byte[] bytes) {
		return of(Kind.BYTES, (request) -> bytes);
	}

	/**
	 * Send nothing.
	 * @return the answer
	 */
	public static Answer none() {
		return of(Kind.NONE, null);
	}

	/**
	 * Close the connection.
	 * @return the answer
	 */
	public static Answer close() {
		return of(Kind.CLOSE, null);
	}

	/**
	 * Reset the connection.
	 * @return the answer
	 */
	public static Answer reset() {
		return of(Kind.RESET, null);
	}

	/**
	 * Answer late. Other requests are answered in the meantime.
	 * @param time the time from the request on
	 * @return the late answer
	 */
	public Answer after(Duration time) {
		return new Answer(this.kind, this.reply, time, this.overtaken, this.places);
	}

	/**
	 * Answer out of order: directly after the answer to the next request of the same
	 * connection, but not before the time of {@link #after(Duration)}.
	 * @return the answer that the next one overtakes
	 */
	public Answer afterNext() {
		return new Answer(this.kind, this.reply, this.delay, true, this.places);
	}

	/**
	 * Send the answer in several segments.
	 * @param at where a segment ends and the next one begins, as numbers of bytes of the
	 * frame, in order
	 * @return the answer in segments
	 */
	public Answer splitAt(int... at) {
		return new Answer(this.kind, this.reply, this.delay, this.overtaken, at.clone());
	}

	Kind kind() {
		return this.kind;
	}

	/** The message or the bytes to send. */
	byte[] content(byte[] request) {
		return (this.reply != null) ? this.reply.apply(request) : new byte[0];
	}

	Duration delay() {
		return this.delay;
	}

	boolean isOvertaken() {
		return this.overtaken;
	}

	/** Where it is split, within a number of bytes. */
	int[] places(int length) {
		return Arrays.stream(this.places).filter((place) -> place < length).toArray();
	}

	/** What is sent, or done with the connection. */
	enum Kind {

		/** A message in its frame. */
		FRAME,

		/** Bytes as they are. */
		BYTES,

		/** Nothing. */
		NONE,

		/** An orderly close. */
		CLOSE,

		/** A reset. */
		RESET

	}

}
