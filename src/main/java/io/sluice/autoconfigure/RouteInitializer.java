package io.sluice.autoconfigure;

import java.util.Map;
import java.util.Objects;

import io.sluice.handler.HandlerScanner;
import io.sluice.handler.NamedHandler;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Sets the routes of every listener, after all targets exist as beans and before the
 * first listener starts.
 */
@RequiredArgsConstructor
@Slf4j
final class RouteInitializer implements SmartInitializingSingleton {

	private final SluiceProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	private @Nullable GatewayRoutes routes;

	@Override
	public void afterSingletonsInstantiated() {
		if (this.properties.listeners().isEmpty()) {
			log.info("No listener is configured; 'sluice.listeners.<name>.port' defines one");
		}
		GatewayRoutes created = new GatewayRoutes(this.beanFactory, scan());
		created.draft(this.properties).install();
		this.routes = created;
	}

	/**
	 * The routes, once they have been set.
	 */
	GatewayRoutes routes() {
		return Objects.requireNonNull(this.routes);
	}

	private Map<String, NamedHandler> scan() {
		JsonMapper jsonMapper = ListenerFactory.jsonMapper(this.beanFactory);
		return new HandlerScanner(this.beanFactory, jsonMapper, ValidatorLookup.find(this.beanFactory)).scan();
	}

}
