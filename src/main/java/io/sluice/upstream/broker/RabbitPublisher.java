package io.sluice.upstream.broker;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.upstream.UpstreamException;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.core.RabbitOperations;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.messaging.MessageHandler;

/**
 * Publishes records on one thread, in the order in which they come, over one channel. An
 * interrupt of a request therefore never reaches the connection that all requests share,
 * and no request waits in a write of it.
 */
final class RabbitPublisher implements AutoCloseable {

	/**
	 * What the records may take that are queued or not confirmed: as much as Kafka's
	 * client buffers.
	 */
	private static final int MAX_BYTES = 32 * 1024 * 1024;

	private final RabbitTemplate template;

	/** Publishes over the channel that is bound to the thread. */
	private final MessageHandler adapter;

	private final Duration patience;

	private final BlockingQueue<OutgoingRecord> queue = new LinkedBlockingQueue<>();

	private final Semaphore room = new Semaphore(MAX_BYTES);

	/** Whether an expiry is scheduled. */
	private final AtomicBoolean expiring = new AtomicBoolean();

	private final Thread thread;

	/** The record that has left the queue and has not been published. */
	private volatile @Nullable OutgoingRecord current;

	/** The record to begin the next channel with. Used by the thread. */
	private @Nullable OutgoingRecord unsent;

	private volatile boolean closed;

	/** Whether the broker has said that it takes no records for now. */
	private volatile boolean blocked;

	/**
	 * Create a publisher, and start its thread.
	 * @param template publishes over a channel
	 * @param adapter publishes a message by the template
	 * @param patience how long a record may wait to be handed to the client
	 */
	RabbitPublisher(RabbitTemplate template, MessageHandler adapter, Duration patience) {
		this.template = template;
		this.adapter = adapter;
		this.patience = patience;
		this.thread = new VitalLoop("sluice-rabbit-publisher", VitalThreadMonitor.UNWATCHED, () -> !this.closed,
				this::step)
			.newThread(Thread.ofPlatform().daemon());
		this.thread.start();
	}

	/**
	 * Record whether the broker takes records: otherwise a write would wait.
	 */
	void setBlocked(boolean isBlocked) {
		this.blocked = isBlocked;
	}

	boolean isBlocked() {
		return this.blocked;
	}

	/**
	 * Publish a record. Waits for room for it, for half of the patience at most.
	 * @return completes when the broker has stored it
	 */
	CompletableFuture<?> publish(BrokerRecord record, byte[] payload) {
		OutgoingRecord outgoing = new OutgoingRecord(record, payload, System.nanoTime() + this.patience.toNanos());
		int size = Math.min(outgoing.size(), MAX_BYTES);
		if (this.closed || !awaitRoom(size)) {
			return CompletableFuture.failedFuture(RabbitFailures.waiting());
		}
		var _ = outgoing.result().whenComplete((stored, failure) -> this.room.release(size));
		this.queue.add(outgoing);
		scheduleExpiry(this.patience.toNanos());
		if (this.closed) {
			outgoing.expire();
		}
		return outgoing.result();
	}

	private boolean awaitRoom(int size) {
		if (this.room.tryAcquire(size)) {
			return true;
		}
		try {
			return this.room.tryAcquire(size, this.patience.toNanos() / 2, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private boolean step() {
		OutgoingRecord next = this.unsent;
		this.unsent = null;
		try {
			next = (next != null) ? next : take();
			if (next != null) {
				this.unsent = publishFrom(next);
			}
			return true;
		}
		catch (Throwable ex) {
			giveUp(RabbitFailures.sort(ex));
			throw ex;
		}
	}

	/**
	 * Publish records over one channel until it is closed.
	 * @return the record that has not left, because the channel is closed
	 */
	private @Nullable OutgoingRecord publishFrom(OutgoingRecord first) {
		try {
			return this.template.invoke((operations) -> publishAll(operations, first));
		}
		catch (AmqpException ex) {
			// there is no channel: those that wait would not fare better
			UpstreamException failure = RabbitFailures.notSent(ex);
			giveUp(failure);
			for (OutgoingRecord each = this.queue.poll(); each != null; each = this.queue.poll()) {
				if (each.take()) {
					each.fail(failure);
				}
			}
			return null;
		}
	}

	private void giveUp(UpstreamException failure) {
		OutgoingRecord begun = this.current;
		if (begun != null && begun.take()) {
			begun.fail(failure);
		}
	}

	private @Nullable OutgoingRecord publishAll(RabbitOperations operations, OutgoingRecord first) {
		RabbitChannel channel = new RabbitChannel(operations.getConnectionFactory(),
				operations.execute((bound) -> bound), this.adapter);
		OutgoingRecord each = first;
		while (each != null && publish(channel, each)) {
			this.current = null;
			each = take();
		}
		return each;
	}

	private boolean publish(RabbitChannel channel, OutgoingRecord outgoing) {
		if (this.blocked && outgoing.take()) {
			outgoing.fail(RabbitFailures.notSent(null));
			return true;
		}
		if (channel.publish(outgoing)) {
			return true;
		}
		if (outgoing.left(System.nanoTime()) > 0) {
			return false;
		}
		outgoing.fail(RabbitFailures.waiting());
		return true;
	}

	/**
	 * The next record.
	 * @return {@code null} if the publisher is closed
	 */
	private @Nullable OutgoingRecord take() {
		try {
			OutgoingRecord next = this.queue.take();
			this.current = next;
			return next;
		}
		catch (InterruptedException ex) {
			// by close()
			return null;
		}
	}

	/**
	 * Have those expire that wait for too long, while the thread waits for the broker.
	 * They all have the same patience, so the first one in the queue is the first to
	 * expire.
	 */
	private void scheduleExpiry(long nanos) {
		if (this.expiring.compareAndSet(false, true)) {
			CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
				.execute(this::expire);
		}
	}

	private void expire() {
		long now = System.nanoTime();
		OutgoingRecord taken = this.current;
		if (taken != null && taken.left(now) <= 0) {
			taken.expire();
		}
		OutgoingRecord head = this.queue.peek();
		while (head != null && head.left(now) <= 0) {
			head.expire();
			this.queue.remove(head);
			head = this.queue.peek();
		}
		this.expiring.set(false);
		OutgoingRecord next = (head != null) ? head : this.queue.peek();
		if (next == null && taken != null && taken.isQueued()) {
			next = taken;
		}
		if (next != null) {
			scheduleExpiry(Math.max(next.left(now), 1));
		}
	}

	/**
	 * End the thread. Records that wait are not sent.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		this.queue.forEach(OutgoingRecord::expire);
	}

}
