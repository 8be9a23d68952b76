package io.sluice.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.sluice.process.Backoff;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Tells the engine the names of this pod, many at a time: subscribes to a name, and
 * claims it after that, so that this pod sees every later claim. One thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
final class NameLoop {

	/** The most names at a time: more would keep the engine from others for long. */
	private static final int BATCH = 500;

	/** The engine has its own, shorter timeout. */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	/** The pauses after names that the engine has not taken. */
	private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

	private final NameSet names;

	private final Engine engine;

	private final ClusterChannels channels;

	/** The number of steps in a row whose names the engine has not taken. */
	private int failures;

	/**
	 * Tell the engine some names.
	 * @return whether there were any, and the engine has taken them
	 */
	boolean step() throws InterruptedException {
		List<ClaimedName> batch = this.names.takeChanged(BATCH);
		// in this order: a connection that begins after this line has all names changed
		int connection = this.names.connection();
		if (connection == 0) {
			this.failures = 0;
			return false;
		}
		boolean success = tell(batch, connection);
		this.failures = success ? 0 : this.failures + 1;
		if (success) {
			this.names.recordProgress(connection);
		}
		return success && !batch.isEmpty();
	}

	private boolean tell(List<ClaimedName> batch, int connection) throws InterruptedException {
		if (!subscribe(batch, connection)) {
			this.names.putBack(batch);
			return false;
		}
		CompletionStage<Void> published = publish(batch, connection);
		unsubscribe(batch, connection);
		// a name whose claim has failed is put back by itself
		return await(published);
	}

	private boolean subscribe(List<ClaimedName> batch, int connection) throws InterruptedException {
		List<ClaimedName> added = batch.stream()
			.filter((claimed) -> !claimed.isEmpty() && !claimed.isSubscribed(connection))
			.distinct()
			.toList();
		if (!added.isEmpty() && !await(this.engine.subscribe(channelsOf(added)))) {
			return false;
		}
		added.forEach((claimed) -> claimed.setSubscribed(connection));
		return true;
	}

	private CompletionStage<Void> publish(List<ClaimedName> batch, int connection) {
		return CompletableFuture.allOf(batch.stream()
			.flatMap((claimed) -> this.names.publish(claimed, connection).stream())
			.map(CompletionStage::toCompletableFuture)
			.toArray(CompletableFuture[]::new));
	}

	private void unsubscribe(List<ClaimedName> batch, int connection) throws InterruptedException {
		List<ClaimedName> removed = batch.stream().filter(ClaimedName::isEmpty).distinct().toList();
		List<ClaimedName> subscribed = removed.stream().filter((claimed) -> claimed.isSubscribed(connection)).toList();
		if (!subscribed.isEmpty()) {
			// ended or not: the next session of the name subscribes again
			subscribed.forEach((claimed) -> claimed.setSubscribed(0));
			var _ = await(this.engine.unsubscribe(channelsOf(subscribed)));
		}
		removed.forEach(this.names::forget);
	}

	private Collection<String> channelsOf(List<ClaimedName> some) {
		return some.stream().map((claimed) -> this.channels.name(claimed.name())).toList();
	}

	/**
	 * Wait for the engine.
	 * @return whether it has done what it was told
	 */
	private static boolean await(CompletionStage<Void> stage) throws InterruptedException {
		try {
			stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (ExecutionException | TimeoutException | CancellationException ex) {
			log.debug("The engine has not taken some names: {}", ex.toString());
			return false;
		}
	}

	/**
	 * Wait until there is something to tell the engine. What it has not taken waits for a
	 * pause, which no other change ends.
	 */
	void awaitChange() throws InterruptedException {
		if (this.failures > 0) {
			Thread.sleep(PAUSES.delay(this.failures));
		}
		this.names.awaitChange();
	}

}
