package io.sluice.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.sluice.spi.Framing;

/**
 * Sends the answers of a {@link FakeTcpServer} over one connection. One thread at a time
 * writes.
 */
final class FakeConnection {

	private final TestConnection connection;

	private final Framing framing;

	/** Answers that the next one overtakes. */
	private final List<Runnable> overtaken = new ArrayList<>();

	FakeConnection(TestConnection connection, Framing framing) {
		this.connection = connection;
		this.framing = framing;
	}

	void answer(Answer answer, byte[] request) {
		if (answer.isOvertaken()) {
			this.overtaken.add(() -> send(answer, request));
			return;
		}
		List<Runnable> held = List.copyOf(this.overtaken);
		this.overtaken.clear();
		if (answer.delay().isPositive()) {
			Thread.ofVirtual().name("sluice-fake-late").start(() -> sendLate(answer, request, held));
		}
		else {
			send(answer, request);
			held.forEach(Runnable::run);
		}
	}

	private void sendLate(Answer answer, byte[] request, List<Runnable> held) {
		try {
			TestConnection.pause(answer.delay());
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
				case FRAME -> write(answer, this.framing.frame(answer.content(request)));
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
	}

	private void write(Answer answer, byte[] bytes) throws IOException {
		this.connection.writeSplit(bytes, answer.places(bytes.length));
	}

}
