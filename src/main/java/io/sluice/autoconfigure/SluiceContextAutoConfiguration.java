package io.sluice.autoconfigure;

import io.micrometer.context.ContextRegistry;
import io.sluice.handler.context.AuthenticationContext;
import io.sluice.handler.context.ContextPart;
import io.sluice.handler.context.PropagatedContext;
import io.sluice.handler.context.TlsAuthenticationConverter;
import io.sluice.spi.TcpAuthenticationConverter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Auto-configuration of the context in which handlers of the application run: propagated
 * thread-locals and the security context, if their libraries are on the class path.
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

	/**
	 * Runs outside {@link Propagation}, whose thread-locals may include the security
	 * context.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityContextHolder.class)
	static class Security {

		@Bean
		@ConditionalOnMissingBean
		TcpAuthenticationConverter sluiceAuthenticationConverter() {
			return new TlsAuthenticationConverter();
		}

		@Bean
		@Order(1)
		ContextPart sluiceAuthenticationContext(TcpAuthenticationConverter converter,
				ObjectProvider<SecurityContextHolderStrategy> strategy) {
			return new AuthenticationContext(converter,
					strategy.getIfAvailable(SecurityContextHolder::getContextHolderStrategy));
		}

	}

}
