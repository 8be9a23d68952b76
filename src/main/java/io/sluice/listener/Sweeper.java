package io.sluice.listener;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import lombok.extern.slf4j.Slf4j;

/**
 * Looks at all open connections five times a second: at their deadlines, which therefore
 * cost nothing per message. One thread that neither writes nor blocks.
 */
@Slf4j(topic = "io.sluice.listener")
public final class Sweeper implements AutoCloseable {

	/** Between two looks. */
	static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final Set<SluiceServerConnectionFactory> factories = ConcurrentHashMap.newKeySet();

	private final Thread thread = Thread.ofPlatform().daemon().name("sluice-sweeper").unstarted(this::run);

	private volatile boolean closed;

	public Sweeper() {
		this.thread.start();
	}

	void watch(SluiceServerConnectionFactory factory) {
		this.factories.add(factory);
		LockSupport.unpark(this.thread);
	}

	void forget(SluiceServerConnectionFactory factory) {
		this.factories.remove(factory);
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private void run() {
		while (!this.closed) {
			if (this.factories.isEmpty()) {
				LockSupport.park(this);
			}
			else {
				LockSupport.parkNanos(this, PERIOD_NANOS);
				this.factories.forEach(Sweeper::sweep);
			}
		}
	}

	private static void sweep(SluiceServerConnectionFactory factory) {
		try {
			factory.openConnections().sweep(System.nanoTime());
			factory.outstanding().sweep(System.nanoTime(), factory.protocol().deadlines());
		}
		catch (RuntimeException | Error ex) {
			// the next sweep may do better; without one no deadline would hold
			log.error("[{}] looking at deadlines failed", factory.getName(), ex);
		}
	}

}
