package io.sluice.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.sluice.CloseReason;
import io.sluice.connection.SluiceConnection;
import io.sluice.process.DurationText;
import io.sluice.process.RunningTime;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * The drain of a listener: each connection ends when its requests already read are
 * answered. The thread that stops the listener waits here, and an interrupt of that
 * thread shortens the drain.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class Drain {

	private static final Duration POLL = Duration.ofMillis(5);

	/** The part of the spread that a connection's turn takes. */
	private static final int TURN = 4;

	private final String listener;

	private final Shutdown shutdown;

	private final ConnectionRegistry connections;

	/**
	 * Go on accepting for {@code accept-for}.
	 */
	void keepAccepting() {
		if (this.shutdown.acceptFor().isPositive()) {
			log.info("[{}] is about to stop; it accepts connections for another {}", this.listener,
					DurationText.of(this.shutdown.acceptFor()));
			RunningTime time = new RunningTime(System.nanoTime());
			while (!isOver(time, this.shutdown.acceptFor())) {
				sleep();
			}
		}
	}

	/**
	 * End the connections and wait for their end.
	 */
	void finish() {
		Map<Boolean, List<SluiceConnection>> byIdle = this.connections.stream()
			.collect(Collectors.partitioningBy(SluiceConnection::isIdle));
		byIdle.getOrDefault(false, List.of()).forEach((connection) -> connection.finish(CloseReason.DRAINING));
		finishInTurn(byIdle.getOrDefault(true, List.of()));
		awaitNone();
		if (this.connections.count() > 0) {
			log.warn("[{}] {} connections were still busy after {} and are closed now", this.listener,
					this.connections.count(), DurationText.of(this.shutdown.timeout()));
		}
	}

	/**
	 * Start a turn for one connection after another. A client that sends a request during
	 * its turn receives the reply and then the end. Outside of a turn, a client may
	 * already have sent a request when its connection ends, and that request would not be
	 * read. A pause of the process does not shorten a turn: what has arrived is read
	 * first.
	 */
	private void finishInTurn(List<SluiceConnection> waiting) {
		long spread = this.shutdown.closeSpread().toNanos();
		long turn = spread / TURN;
		long step = (spread - turn) / Math.max(1, waiting.size());
		RunningTime time = new RunningTime(System.nanoTime());
		int begun = 0;
		int over = 0;
		while (over < waiting.size() && this.connections.count() > 0) {
			long passed = Thread.currentThread().isInterrupted() ? spread : time.advance(System.nanoTime());
			while (begun < waiting.size() && passed >= begun * step) {
				waiting.get(begun++).finishAfterReply();
			}
			while (over < begun && passed >= over * step + turn) {
				waiting.get(over++).finish(CloseReason.DRAINING);
			}
			sleep();
		}
	}

	private void awaitNone() {
		RunningTime time = new RunningTime(System.nanoTime());
		while (this.connections.count() > 0 && !isOver(time, this.shutdown.timeout())) {
			sleep();
		}
	}

	private static boolean isOver(RunningTime time, Duration limit) {
		return Thread.currentThread().isInterrupted() || time.advance(System.nanoTime()) >= limit.toNanos();
	}

	private static void sleep() {
		if (Thread.currentThread().isInterrupted()) {
			return;
		}
		try {
			Thread.sleep(POLL);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
