package io.sluice.autoconfigure;

import java.util.Objects;

import io.micrometer.observation.ObservationRegistry;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.HttpUpstreamChannel;

import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.ssl.SslBundles;

/**
 * Registers the channels of HTTP upstreams. A class of its own, loaded only if there is
 * an HTTP upstream.
 */
final class HttpUpstreamRegistrar {

	private HttpUpstreamRegistrar() {
	}

	static void register(BeanRegistry registry, String name) {
		registry.registerBean(BeanNames.of(name, "upstream"), HttpUpstreamChannel.class,
				(spec) -> spec.supplier((context) -> create(name, context)));
	}

	private static HttpUpstreamChannel create(String name, BeanRegistry.SupplierContext context) {
		SluiceProperties properties = context.bean(SluiceProperties.class);
		UpstreamChecks.check(properties.upstreams());
		return new HttpUpstreamFactory(context.beanProvider(SslBundles.class),
				context.beanProvider(ObservationRegistry.class), context.bean(UpstreamRoster.class))
			.create(name, Objects.requireNonNull(properties.upstreams().get(name)));
	}

}
