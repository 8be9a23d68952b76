package io.sluice.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.listener.RequestsInProgress;
import io.sluice.upstream.Upstream;
import lombok.extern.slf4j.Slf4j;

import org.springframework.context.Lifecycle;

/**
 * Stops upstreams that were replaced or removed, as soon as no request needs them. When
 * the application stops, it stops those that remain together with the other upstreams,
 * after the listeners.
 */
@Slf4j(topic = "io.sluice.reload")
public final class RetiredUpstreams implements Lifecycle {

	private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final Set<Upstream> retired = ConcurrentHashMap.newKeySet();

	/**
	 * Stop an upstream later.
	 * @param name its name, for the log
	 * @param upstream the upstream, to which no new request leads
	 * @param requests the requests that may still be sent to it
	 * @param limit the time after which it is stopped in any case
	 */
	public void retire(String name, Upstream upstream, List<RequestsInProgress> requests, Duration limit) {
		this.retired.add(upstream);
		long deadline = System.nanoTime() + limit.toNanos();
		Thread.ofVirtual()
			.name("sluice-upstream-" + name + "-drain")
			.start(() -> drain(name, upstream, new ArrayList<>(requests), deadline));
	}

	private void drain(String name, Upstream upstream, List<RequestsInProgress> requests, long deadline) {
		while (isNeeded(upstream, requests) && System.nanoTime() < deadline && this.retired.contains(upstream)) {
			LockSupport.parkNanos(this, PERIOD_NANOS);
		}
		int left = upstream.inFlight();
		if (this.retired.remove(upstream)) {
			upstream.stop();
			if (left > 0) {
				log.warn("[{}] the former upstream is closed with {} requests in flight", name, left);
			}
			else {
				log.info("[{}] the former upstream is closed", name);
			}
		}
	}

	private static boolean isNeeded(Upstream upstream, List<RequestsInProgress> requests) {
		requests.removeIf(RequestsInProgress::isOver);
		return !requests.isEmpty() || upstream.inFlight() > 0;
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
		this.retired.forEach((upstream) -> {
			if (this.retired.remove(upstream)) {
				upstream.stop();
			}
		});
	}

	@Override
	public boolean isRunning() {
		return !this.retired.isEmpty();
	}

}
