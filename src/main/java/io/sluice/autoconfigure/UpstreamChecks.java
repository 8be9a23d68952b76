package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.sluice.upstream.HttpAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Checks the settings of upstreams, beyond their types.
 */
final class UpstreamChecks {

	static final String EITHER = "An upstream has either a 'url', for HTTP, or 'to', for TCP.";

	private static final int MAX_IN_FLIGHT = 100_000;

	private static final boolean HTTP_CLIENT_PRESENT = ClassUtils.isPresent("org.springframework.web.client.RestClient",
			UpstreamChecks.class.getClassLoader());

	private UpstreamChecks() {
	}

	static String key(String upstream) {
		return "sluice.upstreams." + upstream;
	}

	static void check(Map<String, UpstreamProperties> upstreams) {
		upstreams.forEach(UpstreamChecks::check);
	}

	private static void check(String name, UpstreamProperties settings) {
		String key = key(name);
		checkName(name);
		if (settings.url() != null && !settings.to().isEmpty()) {
			throw SettingCheck.invalid(key + ".to", settings.to(), EITHER);
		}
		if (settings.url() == null && settings.to().isEmpty()) {
			throw SettingCheck.invalid(key, null, EITHER);
		}
		if (settings.url() != null) {
			checkHttp(key, settings.url(), settings);
		}
	}

	static void checkName(String name) {
		ListenerValidator.checkName("sluice.upstreams", "An upstream's", name);
	}

	private static void checkHttp(String key, String url, UpstreamProperties settings) {
		rejectKeysOfTcp(key, settings);
		if (settings.maxInFlight() != null) {
			SettingCheck.checkRange(key + ".max-in-flight", settings.maxInFlight(), 1, MAX_IN_FLIGHT, " requests");
		}
		checkTimeout(key + ".connect-timeout", settings.connectTimeout());
		checkSize(key + ".max-response-size", settings.maxResponseSize());
		String bundle = settings.ssl().bundle();
		if (!address(key + ".url", url).isSecure() && bundle != null) {
			throw SettingCheck.invalid(key + ".ssl.bundle", bundle,
					"The URL begins with http://, which has no TLS; change it to https://, or remove this key.");
		}
	}

	private static void rejectKeysOfTcp(String key, UpstreamProperties settings) {
		Map<String, @Nullable Object> ofTcp = new LinkedHashMap<>();
		ofTcp.put("framing", settings.framing());
		ofTcp.put("charset", settings.charset());
		ofTcp.put("connections", settings.connections());
		ofTcp.put("exclusive", settings.exclusive());
		ofTcp.put("sticky", settings.sticky());
		ofTcp.put("singleton", settings.singleton());
		ofTcp.put("timeout", settings.timeout());
		ofTcp.put("correlate", settings.correlate());
		ofTcp.put("health", settings.health());
		ofTcp.put("reconnect", settings.reconnect());
		ofTcp.forEach((name, value) -> {
			if (value != null) {
				throw SettingCheck.invalid(key + "." + name, value,
						"It is for TCP, and the upstream has a 'url', for HTTP; remove this key.");
			}
		});
	}

	/**
	 * The names of the upstreams without which the gateway is not ready.
	 */
	static Set<String> required(Map<String, UpstreamProperties> upstreams) {
		return upstreams.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().required())
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	/**
	 * The address of an HTTP service.
	 * @param key the key that its URL is configured under
	 * @param url the URL
	 */
	static HttpAddress address(String key, String url) {
		checkLibrary(key, url);
		try {
			return HttpAddress.parse(url);
		}
		catch (IllegalArgumentException ex) {
			throw SettingCheck.invalidUrl(key, url, ex.getMessage());
		}
	}

	/**
	 * Check that the optional library of HTTP upstreams is on the class path.
	 * @param key the key that needs it
	 * @param url the configured value
	 */
	static void checkLibrary(String key, String url) {
		if (!HTTP_CLIENT_PRESENT) {
			throw SettingCheck.invalidUrl(key, url,
					"An upstream over HTTP needs the library 'org.springframework:spring-web'; add it as a dependency");
		}
	}

	private static void checkTimeout(String key, Duration timeout) {
		if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
			throw SettingCheck.invalid(key, timeout, "It must be from 1ms to 1h.");
		}
	}

	private static void checkSize(String key, @Nullable DataSize size) {
		if (size != null && (size.toBytes() < 1 || size.toBytes() > DataSize.ofGigabytes(1).toBytes())) {
			throw SettingCheck.invalid(key, size, "It must be from 1B to 1GB.");
		}
	}

}
