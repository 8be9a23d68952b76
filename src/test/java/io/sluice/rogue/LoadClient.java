package io.sluice.rogue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;

/**
 * A client that sends a few requests, reads their replies, and goes on. It connects again
 * when its connection ends.
 */
final class LoadClient {

	private static final int KEYS = 50;

	private static final int PATIENCE_MILLIS = 60_000;

	private final Dialect dialect;

	private final int pipeline;

	private final int port;

	private final int number;

	private final Judge judge;

	private final Thread thread = Thread.ofVirtual().unstarted(this::run);

	private volatile boolean stopped;

	private volatile RuntimeException failure;

	private int requests;

	LoadClient(Dialect dialect, int pipeline, int port, int number, Judge judge) {
		this.dialect = dialect;
		this.pipeline = pipeline;
		this.port = port;
		this.number = number;
		this.judge = judge;
	}

	void start() {
		this.thread.start();
	}

	void stop() {
		this.stopped = true;
	}

	void join() throws InterruptedException {
		this.thread.join();
		if (this.failure != null) {
			throw this.failure;
		}
	}

	private void run() {
		try {
			while (!this.stopped) {
				converse(Integer.MAX_VALUE);
			}
		}
		catch (IOException ex) {
			this.failure = new UncheckedIOException(ex);
		}
	}

	/** Whether all of so many requests in a row are answered. */
	boolean isAnswered(int count) throws IOException {
		return converse(count) == count;
	}

	/**
	 * Send windows of requests over one connection, until it ends.
	 * @return the number of replies that were no errors
	 */
	private int converse(int windows) throws IOException {
		int answered = 0;
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(PATIENCE_MILLIS);
			OutputStream out = new BufferedOutputStream(socket.getOutputStream());
			FrameReader in = new FrameReader(this.dialect.framing(), new FrameInput(socket.getInputStream()));
			for (int i = 0; i < windows && !this.stopped; i++) {
				List<Asked> window = send(out);
				int replies = receive(window, in);
				answered += replies;
				if (replies < 0) {
					return 0;
				}
			}
		}
		return answered;
	}

	private List<Asked> send(OutputStream out) {
		List<Asked> window = new ArrayList<>();
		try {
			for (int i = 0; i < this.pipeline; i++) {
				int request = this.requests++;
				Asked asked = new Asked("r%d.%d".formatted(this.number, request), (this.number + request) % KEYS);
				window.add(asked);
				this.dialect.framing()
					.write(this.dialect.request(asked.id(), asked.key()).getBytes(StandardCharsets.UTF_8), out);
			}
			out.flush();
		}
		catch (IOException ex) {
			// the connection has ended, and the replies may tell why
		}
		return window;
	}

	/**
	 * @return the number of replies that were no errors; negative if the connection has
	 * ended
	 */
	private int receive(List<Asked> window, FrameReader in) throws IOException {
		int answered = 0;
		for (int i = 0; i < window.size(); i++) {
			byte[] reply = read(in);
			if (reply == null) {
				window.subList(i, window.size()).forEach((asked) -> this.judge.recordLost(asked.id()));
				return -1;
			}
			Asked asked = window.get(i);
			if (this.judge.consider(this.dialect, asked.id(), asked.key(), new String(reply, StandardCharsets.UTF_8))) {
				answered++;
			}
		}
		return answered;
	}

	private byte[] read(FrameReader in) throws IOException {
		try {
			return in.read();
		}
		catch (SocketException ex) {
			return null;
		}
	}

	/**
	 * A request.
	 *
	 * @param id tells it from all others
	 * @param key what others may use, too
	 */
	private record Asked(String id, int key) {

	}

}
