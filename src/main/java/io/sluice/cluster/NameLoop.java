package io.sluice.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

	private final NameSet names;

	private final Engine engine;

	private final ClusterChannels channels;

	/**
	 * Tell the engine some names.
	 * @return whether there were any
	 */
	boolean step() throws InterruptedException {
		int connection = this.names.connection();
		if (connection == 0) {
			return false;
		}
		List<ClaimedName> batch = this.names.takeChanged(BATCH);
		if (batch.isEmpty()) {
			this.names.recordProgress(connection);
			return false;
		}
		try {
			subscribe(batch, connection);
			batch.forEach((claimed) -> this.names.publish(claimed, connection));
			unsubscribe(batch, connection);
		}
		catch (ExecutionException | TimeoutException ex) {
			log.debug("{} names are not told the engine: {}", batch.size(), ex.toString());
			this.names.putBack(batch);
			return false;
		}
		this.names.recordProgress(connection);
		return true;
	}

	private void subscribe(List<ClaimedName> batch, int connection)
			throws InterruptedException, ExecutionException, TimeoutException {
		List<ClaimedName> added = batch.stream()
			.filter((claimed) -> !claimed.isEmpty() && !claimed.isSubscribed(connection))
			.distinct()
			.toList();
		if (!added.isEmpty()) {
			await(this.engine.subscribe(channelsOf(added)));
			added.forEach((claimed) -> claimed.setSubscribed(connection));
		}
	}

	private void unsubscribe(List<ClaimedName> batch, int connection)
			throws InterruptedException, ExecutionException, TimeoutException {
		List<ClaimedName> removed = batch.stream().filter(ClaimedName::isEmpty).distinct().toList();
		List<ClaimedName> subscribed = removed.stream().filter((claimed) -> claimed.isSubscribed(connection)).toList();
		if (!subscribed.isEmpty()) {
			await(this.engine.unsubscribe(channelsOf(subscribed)));
			subscribed.forEach((claimed) -> claimed.setSubscribed(0));
		}
		removed.forEach(this.names::forget);
	}

	private Collection<String> channelsOf(List<ClaimedName> some) {
		return some.stream().map((claimed) -> this.channels.name(claimed.name())).toList();
	}

	private static void await(CompletionStage<Void> stage)
			throws InterruptedException, ExecutionException, TimeoutException {
		stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

}
