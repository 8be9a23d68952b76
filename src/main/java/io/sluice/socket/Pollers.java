package io.sluice.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.process.VitalThreads;
import org.jspecify.annotations.Nullable;

/**
 * A set of pollers. There is one for every two cores: with fewer of them than cores,
 * connections are served in an order closer to that in which they have something to read.
 * And there is one more for waits of platform threads, which must not depend on whether
 * handlers that compute leave a carrier to virtual ones.
 */
public final class Pollers implements AutoCloseable {

	private static @Nullable Pollers shared;

	private final List<Poller> all = new ArrayList<>();

	private final Poller platform;

	private final List<Poller> virtual;

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * Start them.
	 * @param threads hears of the end of one of theirs
	 * @throws UncheckedIOException if there are no file descriptors for them
	 */
	public Pollers(VitalThreads threads) {
		int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
		try {
			this.platform = open(Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false), "sluice-poller",
					threads);
			for (int i = 0; i < count; i++) {
				open(Thread.ofVirtual(), "sluice-poller-" + i, threads);
			}
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException(ex);
		}
		this.virtual = this.all.subList(1, this.all.size());
	}

	/**
	 * Those of the process, for a client of no application; started when they are first
	 * asked for, and not to be closed.
	 * @throws IOException if there are no file descriptors for them; there may be later
	 */
	public static synchronized Pollers shared() throws IOException {
		Pollers started = shared;
		if (started == null) {
			started = start();
			shared = started;
		}
		return started;
	}

	private static Pollers start() throws IOException {
		try {
			return new Pollers(VitalThreads.UNWATCHED);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private Poller open(Thread.Builder thread, String name, VitalThreads threads) throws IOException {
		Poller poller = new Poller(thread, name, threads);
		this.all.add(poller);
		return poller;
	}

	/**
	 * For waits of virtual threads, the one whose turn it is.
	 */
	Poller next() {
		return this.virtual.get(Math.floorMod(this.next.getAndIncrement(), this.virtual.size()));
	}

	/**
	 * The one for waits of platform threads.
	 */
	Poller platform() {
		return this.platform;
	}

	/**
	 * End their threads. Sockets that are open wait from then on until they are closed.
	 */
	@Override
	public void close() {
		this.all.forEach(Poller::close);
	}

}
