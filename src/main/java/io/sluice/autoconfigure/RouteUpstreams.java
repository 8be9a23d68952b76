package io.sluice.autoconfigure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.sluice.upstream.RetirableUpstream;
import io.sluice.upstream.Upstream;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The upstreams that routes name without settings under {@code sluice.upstreams}: by a
 * URL, or as a destination of a broker. All routes to the same scheme, host and port, or
 * the same destination, share one, which exists while a route names it.
 */
@RequiredArgsConstructor
final class RouteUpstreams {

	private final ConfigurableListableBeanFactory beans;

	/** The bean names of the upstreams that the current routes use. */
	private final Set<String> current = new HashSet<>();

	/** The bean names of the upstreams that the next routes use. */
	private final Set<String> next = new HashSet<>();

	/** The bean names of the upstreams that only the next routes use. */
	private final Set<String> added = new HashSet<>();

	/**
	 * Use an upstream in the next routes.
	 * @param <T> the type of its channel
	 * @param bean its bean name
	 * @param type the type of its channel
	 * @param definition defines its channel, if it does not exist
	 */
	<T> T use(String bean, Class<T> type, RootBeanDefinition definition) {
		this.next.add(bean);
		if (!this.beans.containsBean(bean)) {
			this.added.add(bean);
			registry().registerBeanDefinition(bean, definition);
		}
		return this.beans.getBean(bean, type);
	}

	/**
	 * Make the next routes the current ones.
	 * @return the upstreams that no route uses, by name
	 */
	Map<String, Upstream> commit() {
		Map<String, Upstream> unused = new HashMap<>();
		for (String bean : this.current) {
			if (!this.next.contains(bean)) {
				unused.put(BeanNames.owner(bean), this.beans.getBean(bean, RetirableUpstream.class).retire());
				registry().removeBeanDefinition(bean);
			}
		}
		this.current.clear();
		this.current.addAll(this.next);
		clear();
		return unused;
	}

	/**
	 * Remove the upstreams that only the next routes would have used.
	 */
	void discard() {
		this.added.forEach(registry()::removeBeanDefinition);
		clear();
	}

	private void clear() {
		this.next.clear();
		this.added.clear();
	}

	private BeanDefinitionRegistry registry() {
		return (BeanDefinitionRegistry) this.beans;
	}

}
