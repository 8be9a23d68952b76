package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * The limit of the memory that clients can make the process hold.
 */
final class MemoryLimit {

	static final String KEY = "sluice.limits.memory";

	/** In percent of the maximum heap. */
	private static final int DEFAULT_PERCENT = 30;

	/** The framing's own check rejects larger values. */
	private static final DataSize LARGEST = DataSize.ofGigabytes(1);

	private static final DataSize LEAST = DataSize.ofMegabytes(1);

	private MemoryLimit() {
	}

	static long bytes(SluiceProperties.GatewayLimits limits) {
		DataSize memory = limits.memory();
		return (memory != null) ? memory.toBytes() : Runtime.getRuntime().maxMemory() / 100 * DEFAULT_PERCENT;
	}

	static void check(SluiceProperties properties) {
		checkSize(properties.limits().memory(), Runtime.getRuntime().maxMemory());
		long bytes = bytes(properties.limits());
		properties.listeners().forEach((name, listener) -> {
			DataSize largest = listener.framing().maxSize();
			// while a message is copied from the input buffer, it is held twice
			if (listener.enabled() && largest.toBytes() > bytes / 2 && largest.compareTo(LARGEST) <= 0) {
				throw SettingCheck.invalid(ListenerValidator.key(name) + ".framing.max-size", largest,
						"While a message is copied, it is held twice, and twice this size exceeds '%s', which is %d KB. Raise that key or the heap (-Xmx), or lower this one."
							.formatted(KEY, bytes / 1024));
			}
		});
	}

	private static void checkSize(@Nullable DataSize memory, long heap) {
		if (memory != null && (memory.compareTo(LEAST) < 0 || memory.toBytes() > heap)) {
			throw SettingCheck.invalid(KEY, memory, "It must be from 1MB to the maximum heap, which is %d MB (-Xmx)."
				.formatted(DataSize.ofBytes(heap).toMegabytes()));
		}
	}

}
