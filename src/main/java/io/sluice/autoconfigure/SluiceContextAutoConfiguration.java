package io.sluice.autoconfigure;

import io.micrometer.context.ContextRegistry;
import io.sluice.handler.context.ContextPart;
import io.sluice.handler.context.PropagatedContext;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of what the application's handlers find on their thread beside the
 * MDC, as far as the libraries for it are there.
 */
@AutoConfiguration(before = SluiceAutoConfiguration.class)
public final class SluiceContextAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextRegistry.class)
	static class Propagation {

		@Bean
		@Order(2)
		ContextPart sluicePropagatedContext() {
			return new PropagatedContext(ContextRegistry.getInstance());
		}

	}

}
