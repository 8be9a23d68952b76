package io.sluice.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.TcpUpstream;
import io.sluice.upstream.TcpUpstreamChannel;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;

/**
 * Registers a channel for every upstream that has addresses. All other settings come from
 * {@link SluiceProperties}.
 */
final class TcpUpstreamRegistrar implements BeanRegistrar {

	private static final String UPSTREAMS = "sluice.upstreams";

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		Binder.get(environment)
			.bind(UPSTREAMS, Bindable.mapOf(String.class, UpstreamShape.class))
			.orElse(Map.of())
			.forEach((name, shape) -> {
				if (!shape.to().isEmpty()) {
					ListenerValidator.checkName(UPSTREAMS, "An upstream's", name);
					register(registry, name);
				}
			});
	}

	private static void register(BeanRegistry registry, String name) {
		registry.registerBean(BeanNames.of(name, "upstream"), TcpUpstreamChannel.class,
				(spec) -> spec.supplier((context) -> create(name, context)));
	}

	private static TcpUpstreamChannel create(String name, BeanRegistry.SupplierContext context) {
		UpstreamProperties settings = context.bean(SluiceProperties.class).upstreams().get(name);
		TcpUpstream upstream = new TcpUpstreamFactory(name, Objects.requireNonNull(settings),
				context.beanProvider(SslBundles.class).getIfAvailable(), context.bean(FramingBeans.class),
				context.bean(LeaseFactory.class))
			.create();
		return new TcpUpstreamChannel(name, upstream, context.bean(UpstreamRoster.class));
	}

	/**
	 * The settings that decide whether an upstream speaks TCP.
	 *
	 * @param to the addresses
	 */
	record UpstreamShape(@DefaultValue List<String> to) {

	}

}
