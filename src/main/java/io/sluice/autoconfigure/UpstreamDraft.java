package io.sluice.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.reload.ReloadReport;
import io.sluice.upstream.ReplaceableUpstream;
import io.sluice.upstream.Upstream;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.Lifecycle;

/**
 * The changes of the configured upstreams in a reload. Added and replaced upstreams are
 * created first, because the new routes lead to them.
 */
final class UpstreamDraft {

	private final ConfigurableListableBeanFactory beans;

	private final Map<String, UpstreamProperties> next;

	private final List<String> added = new ArrayList<>();

	private final List<String> removed = new ArrayList<>();

	private final List<String> replaced = new ArrayList<>();

	private UpstreamDraft(ConfigurableListableBeanFactory beans, Map<String, UpstreamProperties> next) {
		this.beans = beans;
		this.next = next;
	}

	/**
	 * Prepare the changes.
	 * @param beans the beans of the application
	 * @param running the settings in force
	 * @param next the settings of the reload
	 */
	static UpstreamDraft of(ConfigurableListableBeanFactory beans, Map<String, UpstreamProperties> running,
			Map<String, UpstreamProperties> next) {
		UpstreamDraft draft = new UpstreamDraft(beans, next);
		try {
			draft.prepare(running);
			return draft;
		}
		catch (RuntimeException | Error ex) {
			draft.discard();
			throw ex;
		}
	}

	private void prepare(Map<String, UpstreamProperties> running) {
		UpstreamBeans upstreams = new UpstreamBeans(this.beans);
		this.next.forEach((name, settings) -> {
			UpstreamProperties former = running.get(name);
			if (former == null) {
				upstreams.checkAbsent(name);
				this.added.add(name);
				upstreams.register(name, settings);
			}
			else if (!former.equals(settings)) {
				upstreams.prepareReplacement(name, settings);
				this.replaced.add(name);
			}
		});
		running.keySet().stream().filter((name) -> !this.next.containsKey(name)).forEach(this.removed::add);
	}

	ReloadReport.Upstreams report() {
		return new ReloadReport.Upstreams(this.added, this.removed, this.replaced);
	}

	/**
	 * Start the added upstreams and the replacements. No route leads to them yet.
	 */
	void start() {
		for (String name : this.added) {
			if (channel(name) instanceof Lifecycle upstream) {
				upstream.start();
			}
		}
		this.replaced.forEach((name) -> channel(name).startReplacement());
	}

	/**
	 * Put the replacements in force.
	 * @return the upstreams that were replaced, by name
	 */
	Map<String, Upstream> replace() {
		Map<String, Upstream> former = new LinkedHashMap<>();
		this.replaced.forEach((name) -> former.put(name, channel(name).replace()));
		return former;
	}

	/**
	 * Remove the upstreams that are no longer configured.
	 * @return the upstreams that were removed, by name
	 */
	Map<String, Upstream> remove() {
		Map<String, Upstream> former = new LinkedHashMap<>();
		for (String name : this.removed) {
			former.put(name, channel(name).retire());
			registry().removeBeanDefinition(bean(name));
		}
		return former;
	}

	void discard() {
		this.added.stream()
			.map(UpstreamDraft::bean)
			.filter(registry()::containsBeanDefinition)
			.forEach(registry()::removeBeanDefinition);
		this.replaced.forEach((name) -> channel(name).discardReplacement());
	}

	private ReplaceableUpstream channel(String name) {
		return this.beans.getBean(bean(name), ReplaceableUpstream.class);
	}

	private static String bean(String name) {
		return BeanNames.of(name, "upstream");
	}

	private BeanDefinitionRegistry registry() {
		return (BeanDefinitionRegistry) this.beans;
	}

}
