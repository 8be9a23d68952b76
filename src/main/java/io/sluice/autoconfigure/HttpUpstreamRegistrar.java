package io.sluice.autoconfigure;

import java.util.Objects;

import io.micrometer.observation.ObservationRegistry;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.HttpUpstreamChannel;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
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

	/**
	 * Define the channel of an upstream while the application runs.
	 */
	static RootBeanDefinition definition(BeanFactory beans, String name, UpstreamProperties settings) {
		return new RootBeanDefinition(HttpUpstreamChannel.class, () -> factory(beans).create(name, settings));
	}

	/**
	 * Create an upstream with other settings, to which the routes of a reload lead.
	 */
	static void prepareReplacement(BeanFactory beans, String name, UpstreamProperties settings) {
		beans.getBean(BeanNames.of(name, "upstream"), HttpUpstreamChannel.class)
			.prepare(factory(beans).service(name, settings));
	}

	private static HttpUpstreamFactory factory(BeanFactory beans) {
		return new HttpUpstreamFactory(beans.getBeanProvider(SslBundles.class),
				beans.getBeanProvider(ObservationRegistry.class), beans.getBean(UpstreamRoster.class));
	}

	private static HttpUpstreamChannel create(String name, BeanRegistry.SupplierContext context) {
		SluiceProperties properties = context.bean(SluiceProperties.class);
		UpstreamChecks.check(properties.upstreams());
		return new HttpUpstreamFactory(context.beanProvider(SslBundles.class),
				context.beanProvider(ObservationRegistry.class), context.bean(UpstreamRoster.class))
			.create(name, Objects.requireNonNull(properties.upstreams().get(name)));
	}

}
