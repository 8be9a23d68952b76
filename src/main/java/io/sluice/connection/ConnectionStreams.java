package io.sluice.connection;

import java.io.IOException;

import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;
import io.sluice.process.MemoryAccount;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.OpenedSocket;
import io.sluice.telemetry.AccessEntry.Traffic;
import io.sluice.telemetry.ListenerMetrics;

/**
 * The two directions of one connection: its input, its frames, and its output. Used by
 * the connection's thread unless a method says otherwise.
 */
final class ConnectionStreams {

	private final PolledSocket socket;

	private final MemoryAccount memory;

	private final ReplyOutput output;

	private final ConnectionInput input;

	private final FrameInput frames;

	private final FrameReader reader;

	ConnectionStreams(ListenerContext listener, PolledSocket socket) {
		ListenerMetrics metrics = listener.telemetry().metrics();
		this.socket = socket;
		this.memory = new MemoryAccount(listener.resources().memory());
		this.output = new ReplyOutput(metrics, socket);
		this.input = new ConnectionInput(socket, this.output, this.memory, metrics,
				listener.protocol().timeouts().frame());
		this.frames = new FrameInput(this.input, this.input, this.memory);
		this.reader = new FrameReader(listener.protocol().framing(), this.frames);
	}

	/**
	 * Open both directions.
	 * @param opened the socket to read from and write to
	 */
	void open(OpenedSocket opened) throws IOException {
		this.input.open(opened);
		this.output.open(ReplySink.of(opened.socket(), this.memory.budget()));
	}

	PolledSocket socket() {
		return this.socket;
	}

	/**
	 * The account that pays for the connection's input.
	 */
	MemoryAccount memory() {
		return this.memory;
	}

	ReplyOutput output() {
		return this.output;
	}

	ConnectionInput input() {
		return this.input;
	}

	FrameInput frames() {
		return this.frames;
	}

	FrameReader reader() {
		return this.reader;
	}

	/**
	 * The memory that closing the connection would release. Any thread.
	 * @return bytes, approximately
	 */
	long held() {
		return (long) this.frames.held() + this.output.held() + this.memory.tls();
	}

	/**
	 * The traffic of the connection. Any thread.
	 * @param requests the number of requests
	 */
	Traffic traffic(long requests) {
		return new Traffic(requests, this.input.receivedBytes(), this.output.sentBytes());
	}

	/**
	 * The number of bytes read and written. Any thread.
	 */
	long movedBytes() {
		return this.input.receivedBytes() + this.output.sentBytes();
	}

	/**
	 * Release all memory after the socket has been closed. Waits until a write of another
	 * thread has failed, so the sweeper must not call it.
	 */
	void release() {
		this.frames.close();
		releaseAccount();
		this.output.close();
	}

	/**
	 * Release all memory of a quiet connection after its socket has been closed, because
	 * no thread does so. Does not wait. Any thread.
	 */
	void releaseQuiet() {
		releaseAccount();
		this.output.releaseCharge();
	}

	/**
	 * A thread that is started late may meet the one that closed the connection.
	 */
	private synchronized void releaseAccount() {
		this.memory.releaseAll();
	}

}
