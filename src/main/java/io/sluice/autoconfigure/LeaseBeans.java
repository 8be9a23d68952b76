package io.sluice.autoconfigure;

import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.LeaseTerms;
import io.sluice.cluster.Leases;
import io.sluice.cluster.RegistryLocks;
import io.sluice.cluster.SharedLocks;
import io.sluice.process.Lease;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Creates the leases of this process, and the locks behind them. A class of its own, so
 * that a gateway without leases does not load theirs.
 */
@RequiredArgsConstructor
final class LeaseBeans {

	private static final String BEAN = BeanNames.of("cluster", "leases");

	private final BeanFactory beans;

	private final SluiceProperties.Cluster settings;

	/**
	 * The lease of a listener or an upstream.
	 * @param key the setting that demands it
	 */
	Lease get(String key, String kind, String name) {
		if (!this.beans.containsBean(BEAN)) {
			SharedLocks locks = locks(key);
			((BeanDefinitionRegistry) this.beans).registerBeanDefinition(BEAN, new RootBeanDefinition(Leases.class,
					() -> new Leases(locks, terms(), this.beans.getBeanProvider(ClusterNode.class))));
		}
		Leases leases = this.beans.getBean(BEAN, Leases.class);
		LifecycleProcessor lifecycle = this.beans.getBean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
				LifecycleProcessor.class);
		if (lifecycle.isRunning()) {
			// created by a reload
			leases.start();
		}
		return leases.get(kind, name);
	}

	private SharedLocks locks(String key) {
		LockRegistry<?> application = this.beans.getBeanProvider(LockRegistry.class).getIfUnique();
		if (application != null) {
			RegistryLocks locks = new RegistryLocks(application);
			if (!locks.isExpiring()) {
				throw SettingCheck.invalid(key, true,
						"The locks of the application's LockRegistry do not expire, so that the lease of a dead process "
								+ "would never become free; define another one, such as a JdbcLockRegistry.");
			}
			return locks;
		}
		if (this.settings.via() != SluiceProperties.Cluster.Via.REDIS) {
			throw SettingCheck.invalid(key, true,
					"It needs locks that all processes share; set 'sluice.cluster.via' to 'redis', or define a bean of "
							+ "the type LockRegistry, such as a JdbcLockRegistry.");
		}
		return RedisLockFactory.create(key, this.beans, this.settings.prefix(), terms());
	}

	private LeaseTerms terms() {
		LeaseProperties lease = this.settings.lease();
		return new LeaseTerms(lease.timeToLive(), lease.heartbeat(), lease.margin(), lease.commandTimeout());
	}

}
