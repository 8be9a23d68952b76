import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints the records of the topic "positions", and ends. */
class Positions {

	public static void main(String[] args) {
		Map<String, Object> settings = Map.of("bootstrap.servers", args[0]);
		try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
			TopicPartition partition = new TopicPartition("positions", 0);
			consumer.assign(List.of(partition));
			consumer.seekToBeginning(List.of(partition));
			long end = consumer.endOffsets(List.of(partition)).get(partition);
			while (consumer.position(partition) < end) {
				consumer.poll(Duration.ofSeconds(1))
					.forEach((position) -> System.out.println(position.key() + " " + position.value()));
			}
		}
	}

}
