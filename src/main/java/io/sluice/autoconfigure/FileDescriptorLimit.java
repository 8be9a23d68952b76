package io.sluice.autoconfigure;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;
import lombok.extern.slf4j.Slf4j;

/**
 * The default connection limit, derived from the number of files that the process may
 * open.
 */
@Slf4j(topic = "io.sluice.admission")
final class FileDescriptorLimit {

	/** Descriptors for jars, logs and other files of the application. */
	private static final long RESERVED = 512;

	private FileDescriptorLimit() {
	}

	/**
	 * The maximum number of connections.
	 * @return the number of descriptors less 512, but at least half of them
	 */
	static int maxConnections() {
		if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
			return Integer.MAX_VALUE;
		}
		long files = system.getMaxFileDescriptorCount();
		long connections = Math.max(files - RESERVED, files / 2);
		log.info("at most {} connections, as the process may open {} files (sluice.limits.max-connections)",
				connections, files);
		return Math.clamp(connections, 1, Integer.MAX_VALUE);
	}

}
