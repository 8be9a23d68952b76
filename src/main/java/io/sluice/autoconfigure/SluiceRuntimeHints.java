package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Registers for a native image what Spring cannot detect: the settings that are bound
 * before beans exist, the records of the key tree, and the files of the console.
 */
final class SluiceRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar
			.forTypes(SluiceProperties.class, BeanSettings.ListenerShape.class, BeanSettings.UpstreamShape.class)
			.registerHints(hints);
		hints.resources()
			.registerPattern("sluice-console/*")
			.registerPattern("META-INF/resources/webjars/uplot/*/dist/uPlot.esm.js")
			.registerPattern("META-INF/resources/webjars/uplot/*/dist/uPlot.min.css");
	}

}
