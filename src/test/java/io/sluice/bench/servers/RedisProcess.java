package io.sluice.bench.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.sluice.engine.RedisServer;

/**
 * Redis in a process that ends with this one.
 */
public final class RedisProcess {

	private RedisProcess() {
	}

	public static void main(String[] arguments) throws Exception {
		Path directory = Files.createTempDirectory("sluice-bench-redis");
		RedisServer redis = RedisServer.start(directory, Integer.parseInt(arguments[0]), "--port", arguments[0]);
		Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
		Ready.say();
		new CountDownLatch(1).await();
	}

}
