package io.sluice.bench.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.sluice.engine.KafkaEngine;

/**
 * Kafka with one node and a topic of one partition, in a process that ends with this one.
 */
public final class KafkaServer {

	/** The topic. */
	public static final String TOPIC = "bench";

	private KafkaServer() {
	}

	public static void main(String[] arguments) throws Exception {
		Path directory = Files.createTempDirectory("sluice-bench-kafka");
		KafkaEngine kafka = KafkaEngine.start(directory, Integer.parseInt(arguments[0]));
		Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
		kafka.createTopic(TOPIC, 1);
		Ready.say();
		new CountDownLatch(1).await();
	}

}
