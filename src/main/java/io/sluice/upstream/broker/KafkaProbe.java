package io.sluice.upstream.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Asks Kafka for a topic over a connection of its own: the producer answers from what it
 * remembers.
 */
@RequiredArgsConstructor
final class KafkaProbe {

	private static final int TIMEOUT_MILLIS = 3_000;

	/** The configuration of the producer. */
	private final Map<String, Object> producer;

	/**
	 * Whether the topic exists, and each of its partitions has a leader.
	 */
	boolean isReachable(String topic) throws InterruptedException, ExecutionException, TimeoutException {
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
		return configuration;
	}

}
