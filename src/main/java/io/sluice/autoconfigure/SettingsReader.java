package io.sluice.autoconfigure;

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
	 * @throws RuntimeException as a start throws it, if they are invalid
	 */
	static SluiceProperties read(Environment environment) {
		BeanSettings.read(environment);
		BindHandler handler = new NoUnboundElementsBindHandler(new IgnoreTopLevelConverterNotFoundBindHandler(),
				new UnboundElementsSourceFilter());
		SluiceProperties settings = Binder.get(environment)
			.bindOrCreate(KeyTree.SLUICE.prefix().toString(), Bindable.of(SluiceProperties.class), handler);
		check(settings);
		settings.listeners().forEach(SettingsReader::checkUnbuilt);
		return settings;
	}

	static void check(SluiceProperties settings) {
		UpstreamChecks.check(settings.upstreams());
		ListenerValidator.check(settings);
	}

	/**
	 * Check the settings that a start checks when it creates the parts of a listener.
	 */
	private static void checkUnbuilt(String name, SluiceProperties.Listener listener) {
		if (listener.enabled()) {
			FramingFactory.create(name, listener);
			new ErrorHandlingFactory(name, listener, null).effectiveErrors();
			new IdentityFactory(name, listener).rule();
			new PromptFactory(name, listener).prompts();
			AdmissionFactory.rules(ListenerValidator.key(name), listener.access());
		}
	}

}
