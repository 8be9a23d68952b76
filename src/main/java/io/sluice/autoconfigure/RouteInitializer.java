package io.sluice.autoconfigure;

import java.util.Map;

import io.sluice.handler.HandlerScanner;
import io.sluice.handler.NamedHandler;
import io.sluice.handler.context.HandlerContext;
import io.sluice.routing.RoutingHandler;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.integration.dsl.context.IntegrationFlowContext;

/**
 * Sets the routes of every listener, after all targets exist as beans and before the
 * first listener starts.
 */
@RequiredArgsConstructor
@Slf4j
final class RouteInitializer implements SmartInitializingSingleton {

	private final SluiceProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	@Override
	public void afterSingletonsInstantiated() {
		if (this.properties.listeners().isEmpty()) {
			log.info("No listener is configured; 'sluice.listeners.<name>.port' defines one");
		}
		RouteTableFactory factory = new RouteTableFactory(
				new TargetRegistry(this.beanFactory, this.beanFactory.getBean(IntegrationFlowContext.class), scan(),
						this.properties.upstreams().keySet()),
				new UpstreamTargets(this.properties.upstreams(), this.beanFactory),
				this.beanFactory.getBean(HandlerContext.class), this.beanFactory);
		this.properties.listeners().forEach((name, listener) -> {
			if (listener.enabled()) {
				this.beanFactory.getBean(BeanNames.of(name, "router"), RoutingHandler.class)
					.setTable(factory.create(name, listener));
			}
		});
	}

	private Map<String, NamedHandler> scan() {
		JsonMapper jsonMapper = ListenerFactory.jsonMapper(this.beanFactory);
		return new HandlerScanner(this.beanFactory, jsonMapper, ValidatorLookup.find(this.beanFactory)).scan();
	}

}
