package io.sluice.upstream.broker;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.sluice.upstream.ConnectProbe;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds out whether Kafka can be reached, over connections of its own.
 */
@RequiredArgsConstructor
final class KafkaProbe {

	private static final int TIMEOUT_MILLIS = 3_000;

	/** The configuration of the producer. */
	private final Map<String, Object> producer;

	/**
	 * Connect to one of the servers. A client of Kafka would write lines into the log.
	 * @throws IOException if none can be reached
	 */
	void connect() throws IOException {
		IOException problem = new IOException("no server is configured");
		for (Object each : servers()) {
			String server = each.toString();
			try {
				ConnectProbe.connect(Objects.requireNonNull(Utils.getHost(server)), Utils.getPort(server));
				return;
			}
			catch (IOException ex) {
				problem = ex;
			}
		}
		throw problem;
	}

	private List<?> servers() {
		String key = AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG;
		return (List<?>) ConfigDef.parseType(key, this.producer.get(key), ConfigDef.Type.LIST);
	}

	/**
	 * Whether each partition of a topic has a leader.
	 */
	boolean isWhole(String topic) throws InterruptedException, ExecutionException, TimeoutException {
		try (Admin admin = Admin.create(configuration())) {
			KafkaFuture<TopicDescription> found = Objects
				.requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues())
				.get(topic);
			TopicDescription described = Objects.requireNonNull(found).get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
			return described.partitions().stream().allMatch(KafkaProbe::hasLeader);
		}
	}

	private static boolean hasLeader(TopicPartitionInfo partition) {
		return partition.leader() != null && !partition.leader().isEmpty();
	}

	private Map<String, Object> configuration() {
		Map<String, Object> configuration = new HashMap<>(this.producer);
		configuration.keySet().retainAll(AdminClientConfig.configNames());
		// how a producer and an administrator are told apart, in metrics too
		configuration.remove(AdminClientConfig.CLIENT_ID_CONFIG);
		configuration.remove(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG);
		configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
		configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
		// it would do so again and again, each time with a line of the log
		configuration.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
		return configuration;
	}

}
