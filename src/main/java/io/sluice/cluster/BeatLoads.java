package io.sluice.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

import lombok.RequiredArgsConstructor;

/**
 * The numbers of connections that the pods tell each other with their beats. Any thread.
 */
@RequiredArgsConstructor
final class BeatLoads implements PodLoads {

	private final PodRegistry pods;

	private final Map<String, IntSupplier> own = new ConcurrentHashMap<>();

	@Override
	public void report(String listener, IntSupplier count) {
		this.own.put(listener, count);
	}

	@Override
	public Collection<Integer> others(String listener) {
		if (!this.pods.isSettled(System.nanoTime())) {
			return List.of();
		}
		return this.pods.others().stream().map((pod) -> pod.loads().get(listener)).filter(Objects::nonNull).toList();
	}

	/**
	 * What this pod tells the others: for each listener its name and its number of
	 * connections.
	 */
	List<String> texts() {
		List<String> texts = new ArrayList<>();
		this.own.forEach((listener, count) -> {
			int number = count.getAsInt();
			if (number >= 0) {
				texts.add(listener + "=" + number);
			}
		});
		return texts;
	}

	/**
	 * Read what another pod has told. What is malformed is left out.
	 */
	static Map<String, Integer> parse(List<String> texts) {
		Map<String, Integer> loads = new HashMap<>();
		for (String text : texts) {
			int end = text.lastIndexOf('=');
			if (end > 0 && text.substring(end + 1).matches("\\d{1,9}")) {
				loads.put(text.substring(0, end), Integer.valueOf(text.substring(end + 1)));
			}
		}
		return loads;
	}

}
