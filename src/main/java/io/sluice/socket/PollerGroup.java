package io.sluice.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.process.VitalThreadMonitor;
import org.jspecify.annotations.Nullable;

/**
 * The pollers of a process. There is one for every two cores: with fewer pollers than
 * cores, connections are served closer to the order in which their input arrives. One
 * more poller serves waits of platform threads. It is a platform thread itself, because
 * handlers that compute can occupy every carrier of the virtual threads.
 */
public final class PollerGroup implements AutoCloseable {

	private static @Nullable PollerGroup shared;

	private final List<Poller> all = new ArrayList<>();

	private final Poller platform;

	private final List<Poller> virtual;

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * Start the pollers.
	 * @param threads is notified when the thread of a poller ends
	 * @throws UncheckedIOException if there are no file descriptors left
	 */
	public PollerGroup(VitalThreadMonitor threads) {
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
	 * The pollers of clients outside an application. Started at the first call, and never
	 * closed.
	 * @throws IOException if there are no file descriptors left; a later call may succeed
	 */
	public static synchronized PollerGroup shared() throws IOException {
		PollerGroup started = shared;
		if (started == null) {
			started = start();
			shared = started;
		}
		return started;
	}

	private static PollerGroup start() throws IOException {
		try {
			return new PollerGroup(VitalThreadMonitor.UNWATCHED);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private Poller open(Thread.Builder thread, String name, VitalThreadMonitor threads) throws IOException {
		Poller poller = new Poller(new WakeableSelector(Selector.open()), thread, name, threads);
		this.all.add(poller);
		return poller;
	}

	/**
	 * The next poller for waits of virtual threads, in rotation.
	 */
	Poller next() {
		return this.virtual.get(Math.floorMod(this.next.getAndIncrement(), this.virtual.size()));
	}

	/**
	 * The poller for waits of platform threads.
	 */
	Poller platform() {
		return this.platform;
	}

	/**
	 * End the pollers' threads. A thread that waits for an open socket then waits until
	 * the socket is closed.
	 */
	@Override
	public void close() {
		this.all.forEach(Poller::close);
	}

}
