package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.ObservationRegistry;
import io.sluice.autoconfigure.RouteProperties.Header;
import io.sluice.autoconfigure.TargetRegistry.ResolvedTarget;
import io.sluice.extract.Extractors;
import io.sluice.spi.Exchange;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.HeaderTemplate;
import io.sluice.upstream.HttpAddress;
import io.sluice.upstream.HttpTarget;
import io.sluice.upstream.HttpUpstreamChannel;
import io.sluice.upstream.PathTemplate;
import io.sluice.upstream.ResponseLimits;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * Creates the targets of a listener's routes that are requests to HTTP upstreams.
 */
@RequiredArgsConstructor
final class HttpTargetFactory {

	/**
	 * Makes the listener's own timeout pass first, so that the client receives TIMEOUT.
	 */
	private static final Duration TIMEOUT_MARGIN = Duration.ofSeconds(1);

	private final ConfigurableListableBeanFactory beans;

	private final RouteUpstreams urls;

	private final SluiceProperties.Listener listener;

	/**
	 * Create a target.
	 * @param key the key that it is configured under
	 * @param to the configured target
	 * @param details what the route says of its requests
	 * @param settings the settings of the upstream, or {@code null} if the target has a
	 * URL of its own
	 */
	ResolvedTarget target(String key, String to, TargetDetails details, @Nullable UpstreamProperties settings) {
		TargetAddress address = TargetAddress.parse(to);
		HttpTarget requests = requests(key, to, address, details);
		boolean idempotent = requests.method().equals(HttpMethod.GET) || requests.method().equals(HttpMethod.HEAD);
		if (settings != null) {
			String bean = BeanNames.of(address.service(), "upstream");
			HttpUpstreamChannel upstream = this.beans.getBean(bean, HttpUpstreamChannel.class);
			return new ResolvedTarget(address.service(), MaskedUrl.of(to), upstream.route(requests, limits()), bean,
					Exchange.ReplyTiming.ON_RETURN, false, false, idempotent || settings.idempotent(),
					upstream.probe());
		}
		HttpAddress url = parse(key, to, () -> HttpAddress.parse(address.service()));
		String bean = BeanNames.of(url.origin(), "upstream");
		HttpUpstreamChannel upstream = upstream(bean, url);
		return new ResolvedTarget(url.name(), MaskedUrl.of(to), upstream.route(url, requests, limits()), bean,
				Exchange.ReplyTiming.ON_RETURN, false, false, idempotent, upstream.probe());
	}

	private HttpTarget requests(String key, String to, TargetAddress address, TargetDetails details) {
		Extractors extractors = new Extractors(this.listener.charset());
		HttpMethod method = HttpMethod.valueOf(parse(key, to, address::checkedMethod));
		PathTemplate path = parse(key, to, () -> PathTemplate.parse(address.path(), extractors));
		return new HttpTarget(method, path, headers(details, extractors), extractors, contentType());
	}

	private static List<HeaderTemplate> headers(TargetDetails details, Extractors extractors) {
		List<HeaderTemplate> headers = new ArrayList<>();
		for (Header header : details.headers()) {
			String key = "%s.headers[%d]".formatted(details.route(), headers.size());
			String name = SettingCheck.parse(key + ".name",
					SettingCheck.required(key + ".name", header.name(), "the name of an HTTP header"),
					HeaderTemplate::checkName);
			String value = SettingCheck.required(key + ".value", header.value(), "the value of the header");
			headers.add(header(key + ".value", name, value, extractors));
		}
		return headers;
	}

	private static HeaderTemplate header(String key, String name, String value, Extractors extractors) {
		try {
			return HeaderTemplate.parse(name, value, extractors);
		}
		catch (IllegalArgumentException ex) {
			throw SettingCheck.invalidSecret(key, "***", ex.getMessage() + ".");
		}
	}

	private String contentType() {
		return switch (this.listener.framing().type()) {
			case JSON -> MediaType.APPLICATION_JSON_VALUE;
			case LINE, CRLF -> MediaType.TEXT_PLAIN_VALUE + ";charset=" + this.listener.charset().name();
			default -> MediaType.APPLICATION_OCTET_STREAM_VALUE;
		};
	}

	private ResponseLimits limits() {
		return new ResponseLimits(this.listener.requestTimeout().plus(TIMEOUT_MARGIN),
				Math.toIntExact(this.listener.framing().maxSize().toBytes()));
	}

	/**
	 * The upstream of a URL, which all routes to the same host and port share.
	 */
	private HttpUpstreamChannel upstream(String bean, HttpAddress url) {
		return this.urls.use(bean, HttpUpstreamChannel.class, new RootBeanDefinition(HttpUpstreamChannel.class,
				() -> new HttpUpstreamFactory(this.beans.getBeanProvider(SslBundles.class),
						this.beans.getBeanProvider(ObservationRegistry.class), this.beans.getBean(UpstreamRoster.class))
					.create(bean, url)));
	}

	private static <T> T parse(String key, String value, Setting<T> setting) {
		try {
			return setting.read();
		}
		catch (IllegalArgumentException ex) {
			throw SettingCheck.invalidUrl(key, value, ex.getMessage());
		}
	}

	/**
	 * Reads a setting.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	private interface Setting<T> {

		/**
		 * Read it.
		 * @throws IllegalArgumentException if it is bad
		 */
		T read();

	}

}
