package io.sluice.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.engine.RedisServer;
import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What connects to Redis is stopped at each moment of its connect, and leaves no
 * connection.
 */
@NeedsPrograms("redis-server")
class RedisStopDrill {

	private static final int MOMENTS = 100;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@TempDir
	private static Path directory;

	private static RedisServer redis;

	@BeforeAll
	static void start() throws IOException {
		redis = RedisServer.start(directory);
	}

	@AfterAll
	static void stop() {
		redis.close();
	}

	private static LettuceConnectionFactory application() {
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()));
	}

	private static void parkUntil(int moment) {
		LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(150L * moment));
	}

	private static void assertNoConnectionIsLeft() {
		await().untilAsserted(
				() -> assertThat(redis.run("CLIENT", "LIST").lines().filter((line) -> line.startsWith("id=")))
					.singleElement()
					.asString()
					.contains("cmd=client|list"));
	}

	@Test
	void anEngine() {
		for (int moment = 0; moment < MOMENTS; moment++) {
			RedisEngine engine = new RedisEngine(new RedisClients(application(), TIMEOUT));
			engine.start(new NoListener());
			parkUntil(moment);
			engine.close();
		}
		assertNoConnectionIsLeft();
	}

	@Test
	void aLock() throws InterruptedException {
		LeaseTerms terms = new LeaseTerms(TIMEOUT, Duration.ofSeconds(1), TIMEOUT, Duration.ofSeconds(1));
		for (int moment = 0; moment < MOMENTS; moment++) {
			try (RedisLocks locks = RedisLocks.create(application(), "sluice", terms)) {
				SharedLock lock = locks.get("lock-" + moment, TIMEOUT);
				Thread owner = Thread.startVirtualThread(() -> acquire(lock));
				parkUntil(moment);
				owner.interrupt();
				owner.join();
			}
		}
		assertNoConnectionIsLeft();
	}

	private static void acquire(SharedLock lock) {
		try {
			lock.acquire();
		}
		catch (InterruptedException | RuntimeException ex) {
			// stopped
		}
	}

	private static final class NoListener implements EngineListener {

		@Override
		public boolean connected() {
			return true;
		}

		@Override
		public void disconnected() {
			// nothing is subscribed
		}

		@Override
		public void receive(String channel, byte[] message) {
			throw new IllegalStateException(channel);
		}

	}

}
