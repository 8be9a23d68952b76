package io.sluice.autoconfigure;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;

import io.micrometer.observation.ObservationRegistry;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.HttpAddress;
import io.sluice.upstream.HttpConnections;
import io.sluice.upstream.HttpService;
import io.sluice.upstream.HttpUpstream;
import io.sluice.upstream.HttpUpstreamChannel;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Creates HTTP upstreams.
 */
@RequiredArgsConstructor
final class HttpUpstreamFactory {

	private static final int MAX_IN_FLIGHT = 256;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final ObjectProvider<SslBundles> sslBundles;

	private final ObjectProvider<ObservationRegistry> observations;

	private final UpstreamRoster roster;

	/**
	 * Create the channel of a configured upstream.
	 * @param name its name
	 * @param settings its settings, with a URL
	 */
	HttpUpstreamChannel create(String name, UpstreamProperties settings) {
		return new HttpUpstreamChannel(BeanNames.of(name, "upstream"), name, service(name, settings), this.roster);
	}

	/**
	 * Create a configured upstream.
	 * @param name its name
	 * @param settings its settings, with a URL
	 */
	HttpService service(String name, UpstreamProperties settings) {
		String key = UpstreamChecks.key(name);
		HttpAddress address = UpstreamChecks.address(key + ".url", Objects.requireNonNull(settings.url()));
		SslBundles bundles = this.sslBundles.getIfAvailable();
		String bundle = settings.ssl().bundle();
		HttpConnections connections = new HttpConnections(name, address.isSecure(), settings.connectTimeout(),
				(bundle != null) ? bundle(key + ".ssl.bundle", bundle, bundles) : null);
		if (bundle != null && bundles != null) {
			updateWhileUsed(bundles, bundle, connections);
		}
		int maxInFlight = (settings.maxInFlight() != null) ? settings.maxInFlight() : MAX_IN_FLIGHT;
		return new HttpService(address, new HttpUpstream(name, connections, maxInFlight, observations()),
				settings.maxResponseSize());
	}

	/**
	 * Create the channel of the service that a route names by its URL.
	 * @param beanName its bean name
	 * @param address the address of the service
	 */
	HttpUpstreamChannel create(String beanName, HttpAddress address) {
		HttpConnections connections = new HttpConnections(address.name(), address.isSecure(), CONNECT_TIMEOUT, null);
		HttpService service = new HttpService(address,
				new HttpUpstream(address.name(), connections, MAX_IN_FLIGHT, observations()), null);
		return new HttpUpstreamChannel(beanName, address.hostAndPort(), service, this.roster);
	}

	/**
	 * An update handler cannot be removed, and must not keep the connections of an
	 * upstream that was replaced.
	 */
	private static void updateWhileUsed(SslBundles bundles, String name, HttpConnections connections) {
		WeakReference<HttpConnections> used = new WeakReference<>(connections);
		bundles.addBundleUpdateHandler(name, (bundle) -> {
			HttpConnections current = used.get();
			if (current != null) {
				current.update(bundle);
			}
		});
	}

	private static SslBundle bundle(String key, String name, @Nullable SslBundles bundles) {
		if (bundles == null) {
			throw SettingCheck.invalid(key, name, "There are no SSL bundles; define it under 'spring.ssl.bundle'.");
		}
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw SettingCheck.invalid(key, name,
					"There is no SSL bundle of this name; define it under 'spring.ssl.bundle'.");
		}
	}

	private ObservationRegistry observations() {
		return this.observations.getIfAvailable(() -> ObservationRegistry.NOOP);
	}

}
