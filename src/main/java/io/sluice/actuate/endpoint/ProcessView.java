package io.sluice.actuate.endpoint;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import com.sun.management.UnixOperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.ssl.SslBundles;

/**
 * The process: which of several gateways it is, and how much of its resources it uses.
 */
public final class ProcessView {

	/** The host name in the kernel, which needs no look-up in the network. */
	private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

	private final @Nullable String application;

	private final @Nullable String version;

	private final CertificateTerms certificates;

	/** Found at the first read. */
	private volatile @Nullable String host;

	/**
	 * Create a view.
	 * @param application the application's name, or {@code null}
	 * @param build the build properties of the application, or {@code null} if it has
	 * none
	 * @param bundles the application's SSL bundles, or {@code null}
	 */
	public ProcessView(@Nullable String application, @Nullable BuildProperties build, @Nullable SslBundles bundles) {
		this.application = application;
		this.version = (build != null) ? build.getVersion() : ProcessView.class.getPackage().getImplementationVersion();
		this.certificates = new CertificateTerms(bundles);
	}

	Map<String, Object> show(CollectorLoad collector) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("host", host());
		put(shown, "application", this.application);
		put(shown, "version", this.version);
		shown.put("startedAt", Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()).toString());
		shown.put("heap", heap());
		put(shown, "collectorShare", collector.share());
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
			long open = system.getOpenFileDescriptorCount();
			shown.put("files", usage(open, system.getMaxFileDescriptorCount()));
		}
		shown.put("certificates", this.certificates.show());
		return shown;
	}

	private static void put(Map<String, Object> shown, String key, @Nullable Object value) {
		if (value != null) {
			shown.put(key, value);
		}
	}

	private static Map<String, Object> heap() {
		MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		return usage(heap.getUsed(), heap.getMax());
	}

	/**
	 * @param max less than 1 for no limit
	 */
	private static Map<String, Object> usage(long used, long max) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("used", used);
		if (max > 0) {
			shown.put("max", max);
		}
		return shown;
	}

	private String host() {
		String found = this.host;
		if (found == null) {
			found = findHost();
			this.host = found;
		}
		return found;
	}

	private static String findHost() {
		try {
			return Files.readString(HOST_NAME).strip();
		}
		catch (IOException ex) {
			// another operating system than Linux
			try {
				return InetAddress.getLocalHost().getHostName();
			}
			catch (UnknownHostException unknown) {
				return "unknown";
			}
		}
	}

}
