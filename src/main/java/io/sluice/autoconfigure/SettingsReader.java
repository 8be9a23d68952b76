package io.sluice.autoconfigure;

import io.sluice.spi.Framing;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Reads the settings of an environment with the checks of a start.
 */
final class SettingsReader {

	private SettingsReader() {
	}

	/**
	 * Read the settings.
	 * @param environment the environment to read
	 * @param beans the beans that the settings may name
	 * @throws RuntimeException as a start throws it, if they are invalid
	 */
	static SluiceProperties read(Environment environment, BeanFactory beans) {
		BeanSettings.read(environment);
		BindHandler handler = new NoUnboundElementsBindHandler(new IgnoreTopLevelConverterNotFoundBindHandler(),
				new UnboundElementsSourceFilter());
		SluiceProperties settings = Binder.get(environment)
			.bindOrCreate(KeyTree.SLUICE.prefix().toString(), Bindable.of(SluiceProperties.class), handler);
		check(settings);
		settings.listeners().forEach((name, listener) -> checkUnbuilt(name, listener, beans));
		return settings;
	}

	static void check(SluiceProperties settings) {
		UpstreamChecks.check(settings.upstreams());
		ListenerValidator.check(settings);
		ClusterCheck.check(settings.cluster());
	}

	/**
	 * Check the settings that a start checks when it creates the parts of a listener.
	 */
	private static void checkUnbuilt(String name, SluiceProperties.Listener listener, BeanFactory beans) {
		if (listener.enabled()) {
			Framing framing = FramingFactory.create(name, listener, beans);
			new ErrorHandlingFactory(name, listener, null).effectiveErrors();
			new IdentityFactory(name, listener, framing).rule();
			new PromptFactory(name, listener, framing).prompts();
			CorrelationFactory.of(name, listener, beans).correlation();
			AdmissionFactory.rules(ListenerValidator.key(name), listener.access());
		}
	}

}
