package io.sluice.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.sluice.support.ClosedPort;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Kafka as a process: one node, broker and controller. Its libraries are in
 * {@code target/kafka}, where {@code src/test/kafka/pom.xml} puts them.
 */
public final class KafkaEngine extends EngineProcess {

	private static final Path LIBRARIES = Path.of("target", "kafka");

	private static final String CLUSTER = "sluiceTestClusterIdAAA";

	private final Path configuration;

	private KafkaEngine(Path directory, int port, Path configuration) {
		super(directory, port);
		this.configuration = configuration;
	}

	/**
	 * Start a broker.
	 * @param directory where its files go
	 */
	public static KafkaEngine start(Path directory) throws IOException, InterruptedException {
		return start(directory, ClosedPort.reserve());
	}

	/**
	 * Start a broker.
	 * @param directory where its files go
	 * @param port where it listens
	 */
	public static KafkaEngine start(Path directory, int port) throws IOException, InterruptedException {
		provideLibraries();
		int controller = ClosedPort.reserve();
		Path configuration = directory.resolve("server.properties");
		Files.writeString(configuration, """
				process.roles=broker,controller
				node.id=1
				controller.quorum.voters=1@127.0.0.1:%2$d
				listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
				advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
				controller.listener.names=CONTROLLER
				listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
				log.dirs=%3$s
				auto.create.topics.enable=false
				offsets.topic.replication.factor=1
				transaction.state.log.replication.factor=1
				transaction.state.log.min.isr=1
				""".formatted(port, controller, directory.resolve("data")));
		KafkaEngine engine = new KafkaEngine(directory, port, configuration);
		execute(engine.java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", configuration.toString()));
		engine.start();
		return engine;
	}

	/**
	 * One test of this process at a time: a second lock of the file would be an error.
	 */
	private static synchronized void provideLibraries() throws IOException, InterruptedException {
		Files.createDirectories(LIBRARIES.getParent());
		// the forks of a build come here at the same time
		try (FileChannel file = FileChannel.open(LIBRARIES.resolveSibling("kafka.lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock _ = file.lock()) {
			if (Files.isDirectory(LIBRARIES)) {
				return;
			}
			Path part = LIBRARIES.resolveSibling("kafka.part");
			execute(new ProcessBuilder("./mvnw", "-B", "-q", "-ntp", "-f", "src/test/kafka/pom.xml",
					"dependency:copy-dependencies", "-DoutputDirectory=" + part.toAbsolutePath()));
			Files.move(part, LIBRARIES);
		}
	}

	private ProcessBuilder java(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx256m", "-cp", LIBRARIES.toAbsolutePath() + "/*"));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command);
	}

	@Override
	ProcessBuilder command() {
		return java("kafka.Kafka", this.configuration.toString());
	}

	public String address() {
		return "127.0.0.1:" + port();
	}

	/**
	 * Create a topic.
	 */
	public void createTopic(String name, int partitions) {
		try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address()))) {
			admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get(1, TimeUnit.MINUTES);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * All records of a topic, in the order of each partition.
	 */
	public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
		List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, address()), new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(topic)
				.stream()
				.map(KafkaEngine::partition)
				.toList();
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			while (partitions.stream().anyMatch((each) -> consumer.position(each) < ends.get(each))) {
				consumer.poll(Duration.ofMillis(100)).forEach(all::add);
			}
		}
		return all;
	}

	private static TopicPartition partition(PartitionInfo info) {
		return new TopicPartition(info.topic(), info.partition());
	}

}
