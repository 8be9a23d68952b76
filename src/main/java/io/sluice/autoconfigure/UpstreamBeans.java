package io.sluice.autoconfigure;

import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.TcpUpstream;
import io.sluice.upstream.TcpUpstreamChannel;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.ssl.SslBundles;

/**
 * Creates upstreams while the application runs.
 */
@RequiredArgsConstructor
final class UpstreamBeans {

	private final ConfigurableListableBeanFactory beans;

	/**
	 * Check that the bean of a new upstream does not exist.
	 */
	void checkAbsent(String name) {
		String bean = BeanNames.of(name, "upstream");
		if (this.beans.containsBean(bean)) {
			throw SettingCheck.invalid(UpstreamChecks.key(name), name,
					"The application has a bean '%s'; choose another name.".formatted(bean));
		}
	}

	/**
	 * Register and create the channel of a new upstream.
	 */
	void register(String name, UpstreamProperties settings) {
		RootBeanDefinition definition = (settings.url() != null)
				? HttpUpstreamRegistrar.definition(this.beans, name, settings)
				: new RootBeanDefinition(TcpUpstreamChannel.class, () -> new TcpUpstreamChannel(name,
						tcp(name, settings), this.beans.getBean(UpstreamRoster.class)));
		String bean = BeanNames.of(name, "upstream");
		((BeanDefinitionRegistry) this.beans).registerBeanDefinition(bean, definition);
		this.beans.getBean(bean);
	}

	/**
	 * Create an upstream with other settings, to which the routes of the reload lead.
	 */
	void prepareReplacement(String name, UpstreamProperties settings) {
		if (settings.url() != null) {
			HttpUpstreamRegistrar.prepareReplacement(this.beans, name, settings);
		}
		else {
			this.beans.getBean(BeanNames.of(name, "upstream"), TcpUpstreamChannel.class).prepare(tcp(name, settings));
		}
	}

	private TcpUpstream tcp(String name, UpstreamProperties settings) {
		return new TcpUpstreamFactory(name, settings, this.beans.getBeanProvider(SslBundles.class).getIfAvailable(),
				new FramingBeans(this.beans), this.beans.getBean(LeaseFactory.class))
			.create();
	}

}
