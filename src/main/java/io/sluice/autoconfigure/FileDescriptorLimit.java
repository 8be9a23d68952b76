package io.sluice.autoconfigure;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;
import lombok.extern.slf4j.Slf4j;

/**
 * How many connections a process can have, by the files that it may open.
 */
@Slf4j(topic = "io.sluice.admission")
final class OpenFiles {

	/** For jars, logs, and whatever else the application opens. */
	private static final long OTHERS = 512;

	private OpenFiles() {
	}

	/**
	 * The connections that descriptors suffice for.
	 * @return all that the process may open but 512, or half of them where they are few
	 */
	static int connections() {
		if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
			return Integer.MAX_VALUE;
		}
		long files = system.getMaxFileDescriptorCount();
		long connections = Math.max(files - OTHERS, files / 2);
		log.info("at most {} connections, as the process may open {} files (sluice.limits.max-connections)",
				connections, files);
		return Math.clamp(connections, 1, Integer.MAX_VALUE);
	}

}
