package io.sluice.routing;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.sluice.SluiceHeaders;
import io.sluice.extract.MessageView;
import io.sluice.process.TokenBucket;
import io.sluice.socket.IpAddress;

/**
 * Limits the requests of a route in a second: all together, or those of each client
 * address. Thread-safe.
 */
public final class RouteRate {

	/** The number of addresses above which those without recent requests are removed. */
	private static final int MANY = 10_000;

	/** The time between two removals: after it, a bucket without requests is full. */
	private static final long REMOVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** The key for all clients together. */
	private static final Long ALL = 0L;

	private final Map<Long, TokenBucket> buckets = new ConcurrentHashMap<>();

	private final AtomicLong removedAt = new AtomicLong(System.nanoTime());

	private final int perSecond;

	private final boolean perPeer;

	/**
	 * Create a limit.
	 * @param perSecond the largest number of requests in a second, and at once
	 * @param perPeer whether each client address has a limit of its own, an IPv6 address
	 * together with its network of 64 bits
	 */
	public RouteRate(int perSecond, boolean perPeer) {
		this.perSecond = perSecond;
		this.perPeer = perPeer;
	}

	/**
	 * Count a request, unless the limit is reached.
	 * @param message the request
	 * @param now the current {@link System#nanoTime()}
	 * @return whether it was counted
	 */
	boolean admit(MessageView message, long now) {
		long removed = this.removedAt.get();
		if (now - removed >= REMOVAL_NANOS && this.buckets.size() > MANY
				&& this.removedAt.compareAndSet(removed, now)) {
			removeFull(now);
		}
		TokenBucket bucket = this.buckets.computeIfAbsent(key(message), (added) -> new TokenBucket(this.perSecond));
		synchronized (bucket) {
			return bucket.tryTake(now);
		}
	}

	private Long key(MessageView message) {
		return (this.perPeer && message.headers().get(SluiceHeaders.PEER) instanceof InetSocketAddress peer)
				? IpAddress.network(peer.getAddress()) : ALL;
	}

	/**
	 * A full bucket is the same as a new one.
	 */
	private void removeFull(long now) {
		this.buckets.values().removeIf((bucket) -> {
			synchronized (bucket) {
				return bucket.isFull(now);
			}
		});
	}

}
