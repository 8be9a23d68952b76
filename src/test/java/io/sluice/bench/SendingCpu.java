package io.sluice.bench;

import java.time.Duration;

import io.sluice.client.LoadDriver;
import org.jspecify.annotations.Nullable;

/**
 * The CPU of a server for a message, while all connections of a load are open: to open
 * and to close them does not count.
 */
final class SendingCpu implements LoadDriver.Progress {

	private final ServerProcess server;

	private @Nullable Reading first;

	private @Nullable Reading last;

	SendingCpu(ServerProcess server) {
		this.server = server;
	}

	@Override
	public void show(String phase, long done, long all, long answered) {
		// it also says so in the second before the first message is due
		if (phase.equals("sending") && answered > 0) {
			this.last = new Reading(this.server.cpu(), answered);
			if (this.first == null) {
				this.first = this.last;
			}
		}
	}

	double microsPerMessage() {
		Reading start = this.first;
		Reading end = this.last;
		if (start == null || end == null || end.answered() == start.answered()) {
			throw new IllegalStateException("no messages");
		}
		return end.cpu().minus(start.cpu()).toNanos() / 1e3 / (end.answered() - start.answered());
	}

	/**
	 * A look at the server.
	 *
	 * @param answered the messages that have their replies
	 */
	private record Reading(Duration cpu, long answered) {

	}

}
