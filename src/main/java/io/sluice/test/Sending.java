package io.sluice.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * A message of a {@link TcpTestClient} that has not been sent. The next call says how to
 * send it. It can be sent once.
 */
public final class Sending {

	private final TcpTestClient client;

	private byte[] bytes;

	Sending(TcpTestClient client, byte[] bytes) {
		this.client = client;
		this.bytes = bytes;
	}

	/**
	 * Send another message in the same segment.
	 * @param message the message, without its frame
	 * @return this message with the other one
	 */
	public Sending and(String message) {
		return and(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send another message in the same segment.
	 * @param message the message, without its frame
	 * @return this message with the other one
	 */
	public Sending and(byte[] message) {
		this.bytes = Bytes.concat(this.bytes, this.client.frame(message));
		return this;
	}

	/**
	 * Send it in one segment.
	 * @return the client
	 */
	public TcpTestClient atOnce() {
		this.client.send(this, (connection) -> connection.write(this.bytes));
		return this.client;
	}

	/**
	 * Send it in several segments.
	 * @param places where a segment ends and the next one begins, as numbers of bytes of
	 * the frame, in order
	 * @return the client
	 */
	public TcpTestClient splitAt(int... places) {
		int from = 0;
		for (int place : places) {
			if (place <= from || place >= this.bytes.length) {
				throw new IllegalArgumentException(
						"a frame of %d bytes cannot be split at %d after %d".formatted(this.bytes.length, place, from));
			}
			from = place;
		}
		this.client.send(this, (connection) -> connection.writeSplit(this.bytes, places));
		return this.client;
	}

	/**
	 * Send it slowly, in segments of one size. Returns when all of it is sent.
	 * @param size the size of a segment in bytes, above 0
	 * @param every the time between two segments
	 * @return the client
	 */
	public TcpTestClient trickle(int size, Duration every) {
		if (size < 1) {
			throw new IllegalArgumentException("a segment must have at least 1 byte, not " + size);
		}
		this.client.send(this, (connection) -> connection.trickle(this.bytes, size, every));
		return this.client;
	}

	/**
	 * Send the first half of it, and reset the connection. The client connects again with
	 * its next message.
	 */
	public void resetMidFrame() {
		this.client.send(this, (connection) -> connection
			.writeAndPause(Arrays.copyOf(this.bytes, Math.max(1, this.bytes.length / 2))));
		this.client.reset();
	}

	/**
	 * Send it, end the output, and go on reading.
	 * @return the client
	 */
	public TcpTestClient halfClose() {
		return atOnce().halfClose();
	}

	/**
	 * Send the next message after it, in a segment of its own.
	 * @param message the message, without its frame
	 * @return how to send the next message
	 */
	public Sending send(String message) {
		return atOnce().send(message);
	}

	/**
	 * Send the next message after it, in a segment of its own.
	 * @param message the message, without its frame
	 * @return how to send the next message
	 */
	public Sending send(byte[] message) {
		return atOnce().send(message);
	}

	/**
	 * Send bytes as they are after it, in a segment of their own.
	 * @param more the bytes
	 * @return how to send them
	 */
	public Sending sendBytes(byte[] more) {
		return atOnce().sendBytes(more);
	}

	/**
	 * Send it, and require that the next message is this one.
	 * @param message the message, without its frame
	 * @return the client
	 */
	public TcpTestClient expect(String message) {
		return atOnce().expect(message);
	}

	/**
	 * Send it, and require that the next message is this one.
	 * @param message the message, without its frame
	 * @return the client
	 */
	public TcpTestClient expect(byte[] message) {
		return atOnce().expect(message);
	}

	/**
	 * Send it, and require that a message comes, even if others come before it.
	 * @param message the message, without its frame
	 * @return the client
	 */
	public TcpTestClient expectPush(String message) {
		return atOnce().expectPush(message);
	}

	/**
	 * Send it, and require that a message comes, even if others come before it.
	 * @param message the message, without its frame
	 * @return the client
	 */
	public TcpTestClient expectPush(byte[] message) {
		return atOnce().expectPush(message);
	}

	/**
	 * Send it, and require that the server closes the connection.
	 * @return the client
	 */
	public TcpTestClient expectClosed() {
		return atOnce().expectClosed();
	}

	/**
	 * Send it, and require that nothing comes for a while.
	 * @param time how long
	 * @return the client
	 */
	public TcpTestClient expectNothingFor(Duration time) {
		return atOnce().expectNothingFor(time);
	}

	/**
	 * Send it, and wait for the next message, for assertions of your own.
	 * @return the next message, without its frame
	 */
	public byte[] receive() {
		return atOnce().receive();
	}

	/**
	 * Send it, and wait for the next message, for assertions of your own.
	 * @return the next message as text, without its frame
	 */
	public String receiveText() {
		return atOnce().receiveText();
	}

	/**
	 * Send it, and close the connection by a reset.
	 */
	public void reset() {
		atOnce().reset();
	}

}
