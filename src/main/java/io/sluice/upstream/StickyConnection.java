package io.sluice.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.sluice.CloseReason;
import io.sluice.client.Request;
import io.sluice.upstream.StickyState.Event;
import org.jspecify.annotations.Nullable;

/**
 * A client's own connection to an upstream. It is opened with the client's connection and
 * closed with it. If it ends first, the client's connection is closed, because what the
 * upstream knew of the client is lost.
 */
final class StickyConnection implements ConnectionSource {

	private final StickyClient client;

	private final AddressChoice addresses;

	private final StickyTerms terms;

	private final Dispatcher dispatcher;

	private final AtomicReference<StickyState> state = new AtomicReference<>(StickyState.NEW);

	private volatile @Nullable StickyLink link;

	private volatile @Nullable Thread thread;

	/** Whether the client is gone, or the upstream stops. */
	private volatile boolean released;

	StickyConnection(StickyClient client, AddressChoice addresses, StickyTerms terms) {
		this.client = client;
		this.addresses = addresses;
		this.terms = terms;
		this.dispatcher = new Dispatcher(this, false, terms.connection().maxInFlight());
	}

	/**
	 * Open the connection in the background, unless it has been before.
	 */
	void start() {
		if (move(Event.START)) {
			Thread runner = Thread.ofVirtual().name("sluice-upstream-" + this.terms.upstream()).unstarted(this::run);
			this.thread = runner;
			runner.start();
		}
	}

	private boolean move(Event event) {
		StickyState before = this.state.getAndUpdate((current) -> current.after(event));
		return before.after(event) != before;
	}

	Dispatcher dispatcher() {
		return this.dispatcher;
	}

	@Override
	public Choice offer(Request request, long now) {
		StickyState current = this.state.get();
		StickyLink open = this.link;
		if (open != null && current != StickyState.CLOSED) {
			return offer(open, request);
		}
		return current.isExpected() ? Choice.WAIT : Choice.UNAVAILABLE;
	}

	private static Choice offer(StickyLink open, Request request) {
		return switch (open.connection().offer(request)) {
			case TAKEN -> new Choice(Outcome.TAKEN, open.address());
			case FULL -> Choice.BUSY;
			case KEY_PENDING -> Choice.WAIT_FOR_KEY;
			case KEY_ABANDONED -> {
				// only another connection can take it, and that one belongs to another
				// connection of the client
				open.connection().retire();
				yield Choice.UNAVAILABLE;
			}
			case CLOSED -> Choice.UNAVAILABLE;
		};
	}

	@Override
	public Exception unavailable() {
		StickyLink current = this.link;
		return (current != null) ? new IOException("the client's own connection has ended")
				: this.addresses.unavailable();
	}

	@Override
	public boolean isReleased() {
		return this.released;
	}

	private void run() {
		int failures = 0;
		while (this.state.get().isOpening()) {
			StickyLink opened = this.addresses.open(this.terms.connection(), this.client);
			if (opened != null) {
				serve(opened);
				return;
			}
			failures++;
			move(Event.FAIL);
			this.dispatcher.wake();
			pause(this.terms.reconnect().delay(failures));
		}
	}

	private void serve(StickyLink opened) {
		opened.address().addClient(opened.connection());
		try {
			this.link = opened;
			if (!move(Event.OPEN)) {
				opened.connection().close();
			}
			this.dispatcher.wake();
			opened.connection().run();
		}
		finally {
			opened.address().removeClient(opened.connection());
			opened.address().recordEnd(opened.connection());
			if (move(Event.END)) {
				finishClient();
			}
			this.dispatcher.wake();
		}
	}

	private void pause(Duration delay) {
		long end = System.nanoTime() + delay.toNanos();
		long left = delay.toNanos();
		while (left > 0 && this.state.get().isOpening()) {
			LockSupport.parkNanos(this, left);
			left = end - System.nanoTime();
		}
	}

	/**
	 * Close the connection once the requests that were taken have been sent, because the
	 * client is gone.
	 */
	void leave() {
		move(Event.LEAVE);
		closeIfSent();
	}

	private void closeIfSent() {
		StickyState current = this.state.get();
		StickyLink open = this.link;
		boolean sending = this.dispatcher.isAnyWaiting() || (open != null && open.connection().hasUnsent());
		if (current == StickyState.CLOSED || (current.isLast() && !sending)) {
			end();
		}
	}

	/**
	 * Close the connection. Requests in flight fail.
	 */
	void end() {
		this.released = true;
		move(Event.END);
		LockSupport.unpark(this.thread);
		StickyLink open = this.link;
		if (open != null) {
			open.connection().close();
		}
		this.dispatcher.wake();
	}

	/**
	 * Close the connection because the upstream stops, and the client's with it.
	 */
	void stop() {
		end();
		finishClient();
	}

	/**
	 * Close the client's connection after the replies to the requests that it has sent.
	 */
	void finishClient() {
		this.client.finish(CloseReason.UPSTREAM_CLOSED);
	}

	/**
	 * End requests whose deadlines have passed. Called by one thread.
	 * @return whether the connection has ended with all of its requests
	 */
	boolean expire(long now) {
		StickyLink open = this.link;
		if (open != null) {
			open.connection().expire(now);
		}
		this.dispatcher.wake();
		if (this.state.get().isLast()) {
			closeIfSent();
		}
		return this.state.get() == StickyState.CLOSED && (open == null || open.connection().isEnded());
	}

}
