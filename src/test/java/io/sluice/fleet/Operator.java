package io.sluice.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.sluice.AskException;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;

/**
 * One thread that sends messages to devices, and has devices do things.
 */
final class Operator {

	/** What a device's buffers do not take. */
	private static final String LONG = " " + ".".repeat(30_000);

	private final Fleet fleet;

	private final int number;

	private final Random random;

	private final TcpSessions sessions;

	private final Ledger ledger;

	private final List<CompletableFuture<?>> pending = new ArrayList<>();

	private int sent;

	Operator(Fleet fleet, int number, Random random) {
		this.fleet = fleet;
		this.number = number;
		this.random = random;
		this.sessions = fleet.sessions();
		this.ledger = fleet.ledger();
	}

	/**
	 * Do some things, and wait until all results are there.
	 */
	void run(int steps) throws IOException {
		for (int i = 0; i < steps; i++) {
			step(this.random.nextInt(100));
		}
		CompletableFuture.allOf(this.pending.toArray(CompletableFuture[]::new)).exceptionally((failure) -> null).join();
	}

	private void step(int chance) throws IOException {
		if (chance < 40) {
			push();
		}
		else if (chance < 60) {
			ask();
		}
		else if (chance < 62) {
			broadcast();
		}
		else if (chance < 85) {
			request();
		}
		else if (chance < 90) {
			this.fleet.device(this.random).mute();
		}
		else if (chance < 95) {
			this.fleet.device(this.random).listen();
		}
		else {
			this.fleet.replace(this.random);
		}
	}

	private String next(String kind) {
		return kind + this.number + "." + this.sent++;
	}

	private void push() {
		String id = next("push");
		String payload = "P " + id + (this.random.nextInt(4) == 0 ? LONG : "");
		TcpSession session = session();
		if (this.random.nextBoolean()) {
			this.ledger.record(id, (session != null) ? session.push(payload)
					: this.sessions.push(Conditions.LISTENER, this.fleet.name(this.random), payload));
			return;
		}
		this.pending.add(((session != null) ? session.pushAsync(payload)
				: this.sessions.pushAsync(this.fleet.name(this.random), payload))
			.thenAccept((result) -> this.ledger.record(id, result))
			.toCompletableFuture());
	}

	/** A session that was open just now, or {@code null} to send to a name. */
	private TcpSession session() {
		String id = this.fleet.device(this.random).session();
		return (id == null || this.random.nextBoolean()) ? null : this.sessions.session(id);
	}

	private void ask() {
		String id = next("ask");
		String name = this.fleet.name(this.random);
		Duration timeout = Duration.ofMillis(1 + this.random.nextInt(400));
		if (this.random.nextBoolean()) {
			this.pending.add(this.sessions.askAsync(name, "ASK," + id, timeout, String.class)
				.whenComplete((answer, failure) -> this.ledger.record(id, answer,
						(failure instanceof CompletionException wrapped) ? wrapped.getCause() : failure))
				.toCompletableFuture());
			return;
		}
		try {
			this.ledger.record(id, this.sessions.ask(name, "ASK," + id, timeout, String.class), null);
		}
		catch (AskException ex) {
			this.ledger.record(id, null, ex);
		}
	}

	private void broadcast() {
		String id = next("broadcast");
		long now = System.nanoTime();
		this.ledger.record(id, now, this.sessions.broadcast("P " + id));
	}

	private void request() {
		Device device = this.fleet.device(this.random);
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			switch (this.random.nextInt(3)) {
				case 0 -> device.request(Request.Kind.WORK, String.valueOf(this.random.nextInt(10_000)));
				case 1 -> device.request(Request.Kind.SELF, next("self"));
				default -> device.request(Request.Kind.QUERY, next("query"));
			}
		}
	}

}
