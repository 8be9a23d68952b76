package io.sluice.test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link FakeTcpServer}. Its own thread takes and answers messages;
 * any thread may push. One thread at a time writes.
 */
final class FakeConnection {

	private final TestConnection connection;

	private final Framing framing;

	/** Answers that the next one overtakes. */
	private final List<Runnable> overtaken = new ArrayList<>();

	/** Takes what is wrong with an answer. */
	private final Consumer<Throwable> defects;

	FakeConnection(TestConnection connection, Framing framing, Consumer<Throwable> defects) {
		this.connection = connection;
		this.framing = framing;
		this.defects = defects;
	}

	/**
	 * Wait for the next message. Rejected frames are skipped.
	 * @return the message, or {@code null} if none can follow
	 */
	byte @Nullable [] take() throws InterruptedException {
		Arrival next = this.connection.take();
		while (next.kind() == Arrival.Kind.REJECTED) {
			next = this.connection.take();
		}
		return next.message();
	}

	void push(byte[] message) {
		send(Answer.bytes(frame(message)), message);
	}

	private byte[] frame(byte[] message) {
		return Messages.frame(this.framing, message, "Answer.bytes sends any bytes");
	}

	void close() {
		this.connection.close();
	}

	void answer(Answer answer, byte[] request) {
		long due = System.nanoTime() + answer.delay().toNanos();
		if (answer.isOvertaken()) {
			this.overtaken.add(() -> sendAt(due, answer, request, List.of()));
			return;
		}
		List<Runnable> held = List.copyOf(this.overtaken);
		this.overtaken.clear();
		sendAt(due, answer, request, held);
	}

	/**
	 * Send an answer at its time, and then those that it overtakes.
	 */
	private void sendAt(long due, Answer answer, byte[] request, List<Runnable> held) {
		Duration left = Duration.ofNanos(due - System.nanoTime());
		if (left.isPositive()) {
			Thread.ofVirtual().name("sluice-fake-late").start(() -> sendLate(left, answer, request, held));
		}
		else {
			send(answer, request);
			held.forEach(Runnable::run);
		}
	}

	private void sendLate(Duration left, Answer answer, byte[] request, List<Runnable> held) {
		try {
			TestConnection.pause(left);
		}
		catch (IOException ex) {
			return;
		}
		send(answer, request);
		held.forEach(Runnable::run);
	}

	private synchronized void send(Answer answer, byte[] request) {
		try {
			switch (answer.kind()) {
				case FRAME -> write(answer, frame(answer.content(request)));
				case BYTES -> write(answer, answer.content(request));
				case NONE -> {
				}
				case CLOSE -> this.connection.close();
				case RESET -> this.connection.reset();
			}
		}
		catch (IOException ex) {
			this.connection.close();
		}
		catch (RuntimeException | Error ex) {
			this.defects.accept(ex);
			this.connection.close();
		}
	}

	private void write(Answer answer, byte[] bytes) throws IOException {
		this.connection.writeSplit(bytes, answer.places(bytes.length));
	}

}
