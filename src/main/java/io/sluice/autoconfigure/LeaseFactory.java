package io.sluice.autoconfigure;

import io.sluice.process.Lease;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Creates and checks the leases of listeners with {@code leader} and of upstreams with
 * {@code singleton}. Their classes are loaded only if there is one.
 */
@RequiredArgsConstructor
final class LeaseFactory {

	private final BeanFactory beans;

	private final SluiceProperties.Cluster settings;

	/**
	 * The lease of a listener.
	 * @return {@code null} if it needs none
	 */
	static @Nullable Lease listener(String name, SluiceProperties.Listener listener, BeanFactory beans) {
		if (!listener.leader()) {
			return null;
		}
		Lease lease = beans.getBean(LeaseFactory.class).get(ListenerValidator.key(name) + ".leader", "listener", name);
		// needed for as long as the process runs
		lease.demand();
		return lease;
	}

	/**
	 * The lease of an upstream, which demands it while it runs.
	 * @return {@code null} if it needs none
	 */
	@Nullable Lease upstream(String name, UpstreamProperties upstream) {
		return Boolean.TRUE.equals(upstream.singleton())
				? get(UpstreamChecks.key(name) + ".singleton", "upstream", name) : null;
	}

	private Lease get(String key, String kind, String name) {
		return new LeaseBeans(this.beans, this.settings).get(key, kind, name);
	}

}
