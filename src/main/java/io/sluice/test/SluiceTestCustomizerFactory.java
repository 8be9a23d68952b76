package io.sluice.test;

import java.util.List;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;

/**
 * Customizes the context of a test with {@link AutoConfigureSluiceTest}, whatever else
 * configures it.
 */
final class SluiceTestCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		return new SluiceTestCustomizer();
	}

}
