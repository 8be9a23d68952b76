package io.sluice.connection;

import java.io.IOException;

import io.sluice.framing.FrameInput;
import io.sluice.process.MemoryAccount;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.OpenedSocket;
import io.sluice.telemetry.AccessEntry.Traffic;
import io.sluice.telemetry.ListenerMetrics;

/**
 * The two directions of one connection: its input, the frames that are cut from it, and
 * its output. Used by the connection's thread unless a method says otherwise.
 */
final class ConnectionStreams {

	private final PolledSocket socket;

	private final MemoryAccount memory;

	private final ReplyOutput output;

	private final ConnectionInput input;

	private final FrameInput frames;

	ConnectionStreams(ListenerContext listener, PolledSocket socket) {
		ListenerMetrics metrics = listener.telemetry().metrics();
		this.socket = socket;
		this.memory = new MemoryAccount(listener.resources().memory());
		this.output = new ReplyOutput(metrics, socket);
		this.input = new ConnectionInput(socket, this.output, this.memory, metrics,
				listener.protocol().timeouts().frame());
		this.frames = new FrameInput(this.input, this.input, this.memory);
	}

	/**
	 * Begin to read and write.
	 * @param opened what is read from and written to
	 */
	void open(OpenedSocket opened) throws IOException {
		this.input.open(opened);
		this.output.open(ReplySink.of(opened.socket(), this.memory.budget()));
	}

	PolledSocket socket() {
		return this.socket;
	}

	/**
	 * What is taken for the input is taken from this.
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

	/**
	 * How much memory a close would give back. Any thread.
	 * @return bytes, about
	 */
	long held() {
		return (long) this.frames.held() + this.output.held() + this.memory.tls();
	}

	/**
	 * What has gone over the connection. Any thread.
	 * @param requests the number of requests
	 */
	Traffic traffic(long requests) {
		return new Traffic(requests, this.input.received(), this.output.sent());
	}

	/**
	 * How many bytes have come and gone. Any thread.
	 */
	long moved() {
		return this.input.received() + this.output.sent();
	}

	/**
	 * Give back what is held, as the socket is closed. Waits for a write of another
	 * thread to fail of that, so it is not for the sweeper.
	 */
	void release() {
		this.frames.close();
		this.memory.releaseAll();
		this.output.close();
	}

}
