package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Tells a native image of what Spring cannot find by itself: the settings that are bound
 * before there are beans, the keys that are looked up by their records, and the files of
 * the console.
 */
final class SluiceHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(SluiceProperties.class, SluiceListenerRegistrar.ListenerShape.class)
			.registerHints(hints);
		hints.resources()
			.registerPattern("sluice-console/*")
			.registerPattern("META-INF/resources/webjars/uplot/*/dist/uPlot.esm.js")
			.registerPattern("META-INF/resources/webjars/uplot/*/dist/uPlot.min.css");
	}

}
