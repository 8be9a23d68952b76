package io.sluice.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.sluice.process.Backoff;
import io.sluice.process.LogLimit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Redis as an engine: two connections, one to subscribe and one to publish. Lettuce would
 * connect again by itself, and then repeat commands that may have had their effect, such
 * as an old claim after a newer one; so its clients give up, and a thread of this class
 * connects again.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
public final class RedisEngine implements Engine {

	private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

	/** Connections and commands give up early: see {@link RedisClients}. */
	private final RedisClients clients;

	private final LogLimit failures = new LogLimit();

	private final LogLimit refusals = new LogLimit();

	private volatile @Nullable String problem;

	private volatile @Nullable Connections current;

	/** Held while connections are opened. */
	private final Lock opening = new ReentrantLock();

	/** The thread that connects; {@code null} while the engine is stopped. */
	private volatile @Nullable Thread thread;

	@Override
	public void start(EngineListener listener) {
		Thread started = Thread.ofPlatform().daemon().name("sluice-cluster-redis").unstarted(() -> run(listener));
		this.thread = started;
		started.start();
	}

	private void run(EngineListener listener) {
		int failed = 0;
		while (isRunning()) {
			try {
				failed = serve(listener) ? 0 : failed + 1;
				if (isRunning()) {
					TimeUnit.MILLISECONDS.sleep(BACKOFF.delay(failed + 1).toMillis());
				}
			}
			catch (InterruptedException ex) {
				// stopped
			}
			catch (Throwable ex) {
				// an Error, too: without this thread, no pod is reached again
				log.error("The connection to Redis failed", ex);
			}
		}
	}

	private boolean isRunning() {
		return Thread.currentThread().equals(this.thread);
	}

	/**
	 * Connect, and wait until the connection is lost.
	 * @return whether there was a connection of any use
	 */
	private boolean serve(EngineListener listener) throws InterruptedException {
		Connections connections = open(listener);
		if (connections == null) {
			return false;
		}
		this.current = connections;
		try {
			boolean useful = listener.connected();
			if (useful) {
				connections.lost.await();
			}
			return useful;
		}
		finally {
			this.current = null;
			connections.close();
			listener.disconnected();
		}
	}

	private @Nullable Connections open(EngineListener listener) {
		this.opening.lock();
		try {
			return isRunning() ? Connections.open(this.clients.client(), listener) : null;
		}
		catch (RuntimeException ex) {
			this.problem = reason(ex);
			this.failures.log(log, "Redis cannot be reached: {}", this.problem);
			return null;
		}
		finally {
			this.opening.unlock();
		}
	}

	private static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause.toString();
	}

	@Override
	public CompletionStage<Long> publish(String channel, byte[] message) {
		Connections connections = this.current;
		if (connections == null || !connections.commands.isOpen()) {
			return away();
		}
		return watch(connections.commands.async().publish(channel, message));
	}

	/**
	 * Tell of a command that Redis refuses. It has certainly had no effect.
	 */
	private <T> CompletionStage<T> watch(CompletionStage<T> command) {
		CompletableFuture<T> result = new CompletableFuture<>();
		var _ = command.whenComplete((value, failure) -> {
			if (failure == null) {
				result.complete(value);
			}
			else if (failure instanceof RedisCommandExecutionException) {
				this.problem = String.valueOf(failure.getMessage());
				this.refusals.log(log,
						"Redis refuses what the cluster needs: {}. Give the user of "
								+ "'spring.data.redis' the commands and channels that docs/cluster.md lists",
						this.problem);
				result.completeExceptionally(new EngineAwayException("Redis refuses it: " + this.problem));
			}
			else {
				result.completeExceptionally(failure);
			}
		});
		return result;
	}

	private static <T> CompletionStage<T> away() {
		return CompletableFuture.failedStage(new EngineAwayException("Redis is not connected"));
	}

	@Override
	public CompletionStage<Void> subscribe(Collection<String> channels) {
		Connections connections = this.current;
		if (connections == null) {
			return away();
		}
		return watch(connections.subscriber.async().subscribe(channels.toArray(String[]::new)))
			.thenRun(() -> this.problem = null);
	}

	@Override
	public CompletionStage<Void> unsubscribe(Collection<String> channels) {
		Connections connections = this.current;
		return (connections != null)
				? watch(connections.subscriber.async().unsubscribe(channels.toArray(String[]::new))) : away();
	}

	@Override
	public void reconnect() {
		Connections connections = this.current;
		if (connections != null) {
			connections.lost.countDown();
		}
	}

	@Override
	public @Nullable String problem() {
		return this.problem;
	}

	@Override
	public void stop() {
		Thread running = this.thread;
		this.thread = null;
		if (running != null) {
			interruptAfterOpening(running);
			try {
				running.join(Duration.ofSeconds(2));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** An interrupted connect goes on, and its connection would outlive the client. */
	private void interruptAfterOpening(Thread running) {
		this.opening.lock();
		try {
			running.interrupt();
		}
		finally {
			this.opening.unlock();
		}
	}

	@Override
	public void close() {
		stop();
		this.clients.close();
	}

	/**
	 * The two connections. One that is lost ends both.
	 *
	 * @param subscriber has the subscriptions
	 * @param commands publishes
	 * @param lost opens when one of them is lost
	 */
	private record Connections(StatefulRedisPubSubConnection<String, byte[]> subscriber,
			StatefulRedisConnection<String, byte[]> commands, CountDownLatch lost) {

		static Connections open(RedisClient client, EngineListener listener) {
			StatefulRedisPubSubConnection<String, byte[]> subscriber = client.connectPubSub(RedisClients.CODEC);
			try {
				return new Connections(subscriber, connectCommands(client), new CountDownLatch(1)).watch(listener);
			}
			catch (RuntimeException ex) {
				var _ = subscriber.closeAsync();
				throw ex;
			}
		}

		private static StatefulRedisConnection<String, byte[]> connectCommands(RedisClient client) {
			StatefulRedisConnection<String, byte[]> commands = client.connect(RedisClients.CODEC);
			boolean usable = false;
			try {
				usable = !RedisMode.isCluster(commands, RedisClients.CODEC);
			}
			finally {
				if (!usable) {
					var _ = commands.closeAsync();
				}
			}
			if (!usable) {
				throw new RedisException("it is a node of a Redis Cluster; use a single Redis, or Sentinel");
			}
			return commands;
		}

		private Connections watch(EngineListener listener) {
			this.subscriber.addListener(new RedisPubSubAdapter<>() {

				@Override
				public void message(String channel, byte[] message) {
					listener.receive(channel, message);
				}

			});
			watch(this.subscriber);
			watch(this.commands);
			return this;
		}

		private void watch(StatefulConnection<?, ?> connection) {
			connection.addListener(new RedisConnectionStateListener() {

				@Override
				public void onRedisDisconnected(RedisChannelHandler<?, ?> disconnected) {
					Connections.this.lost.countDown();
				}

			});
			if (!connection.isOpen()) {
				this.lost.countDown();
			}
		}

		void close() {
			var _ = this.subscriber.closeAsync();
			var _ = this.commands.closeAsync();
		}

	}

}
