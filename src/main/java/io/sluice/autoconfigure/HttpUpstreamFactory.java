package io.sluice.autoconfigure;

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

import org.springframework.beans.factory.ObjectProvider;
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
	 * @param upstream its name
	 * @param settings its settings, with a URL
	 */
	HttpService service(String upstream, UpstreamProperties settings) {
		String key = UpstreamChecks.key(upstream);
		HttpAddress address = UpstreamChecks.address(key + ".url", Objects.requireNonNull(settings.url()));
		String name = settings.ssl().bundle();
		UpstreamBundle bundle = (name != null)
				? UpstreamBundle.find(key + ".ssl.bundle", name, this.sslBundles.getIfAvailable()) : null;
		HttpConnections connections = new HttpConnections(upstream, address.isSecure(), settings.connectTimeout(),
				(bundle != null) ? bundle.current() : null);
		if (bundle != null) {
			bundle.follow(connections, HttpConnections::update);
		}
		int maxInFlight = (settings.maxInFlight() != null) ? settings.maxInFlight() : MAX_IN_FLIGHT;
		return new HttpService(address, new HttpUpstream(upstream, connections, maxInFlight, observations()),
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

	private ObservationRegistry observations() {
		return this.observations.getIfAvailable(() -> ObservationRegistry.NOOP);
	}

}
