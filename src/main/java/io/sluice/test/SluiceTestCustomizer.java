package io.sluice.test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives each listener the port 0, and registers what a test can have injected. All are
 * equal, so that tests share a context.
 */
record SluiceTestCustomizer() implements ContextCustomizer {

	private static final String LISTENERS = "sluice.listeners";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		ConfigurableEnvironment environment = context.getEnvironment();
		Set<String> listeners = listeners(environment);
		environment.getPropertySources().addFirst(freePorts(listeners));
		ListenerPorts ports = new ListenerPorts(context.getBeanFactory());
		environment.getPropertySources().addFirst(new ListenerPortSource(ports, listeners));
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		ListenerClients clients = new ListenerClients(context.getBeanFactory(), ports);
		context.addApplicationListener(clients);
		for (String listener : listeners) {
			registry.registerBeanDefinition("sluice.%s.testPort".formatted(listener),
					port(listener, () -> ports.get(listener)));
			registry.registerBeanDefinition("sluice.%s.testClient".formatted(listener),
					client(listener, () -> clients.create(listener)));
		}
	}

	/** Those that connect to their clients have no port. */
	private static Set<String> listeners(Environment environment) {
		Map<String, Object> settings = new LinkedHashMap<>(
				Binder.get(environment).bind(LISTENERS, Bindable.mapOf(String.class, Object.class)).orElse(Map.of()));
		settings.values()
			.removeIf((listener) -> listener instanceof Map<?, ?> keys
					&& (keys.containsKey("connect") || "false".equals(String.valueOf(keys.get("enabled")))));
		return settings.keySet();
	}

	private static MapPropertySource freePorts(Set<String> listeners) {
		Map<String, Object> free = new LinkedHashMap<>();
		listeners.forEach((listener) -> free.put("%s.%s.port".formatted(LISTENERS, listener), 0));
		return new MapPropertySource("sluiceTestPorts", free);
	}

	private static BeanDefinition port(String listener, Supplier<Integer> supplier) {
		RootBeanDefinition port = prototype(Integer.class, supplier);
		port.addQualifier(new AutowireCandidateQualifier(LocalListenerPort.class, listener));
		// an Integer of another bean is not meant
		port.setDefaultCandidate(false);
		return port;
	}

	private static BeanDefinition client(String listener, Supplier<TcpTestClient> supplier) {
		RootBeanDefinition client = prototype(TcpTestClient.class, supplier);
		client.addQualifier(new AutowireCandidateQualifier(Qualifier.class, listener));
		return client;
	}

	/** The port of a context that was paused and started again is another one. */
	private static <T> RootBeanDefinition prototype(Class<T> type, Supplier<T> supplier) {
		RootBeanDefinition definition = new RootBeanDefinition(type, supplier);
		definition.setScope(BeanDefinition.SCOPE_PROTOTYPE);
		return definition;
	}

}
