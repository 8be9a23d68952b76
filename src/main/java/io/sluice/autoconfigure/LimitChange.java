package io.sluice.autoconfigure;

import io.sluice.admission.limits.ConnectionLimit;
import io.sluice.process.MemoryBudget;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.BeanFactory;

/**
 * Changes the limits of the process and of its listeners, and the addresses that may
 * connect.
 */
@RequiredArgsConstructor
final class LimitChange {

	private final BeanFactory beans;

	private final SluiceProperties former;

	/**
	 * Apply the limits and addresses that differ from the former settings.
	 * @param next the settings
	 */
	void apply(SluiceProperties next) {
		if (!next.limits().equals(this.former.limits())) {
			this.beans.getBean(ConnectionLimit.class).change(maxConnections(next.limits()));
			this.beans.getBean(MemoryBudget.class).resize(MemoryLimit.bytes(next.limits()));
		}
		next.listeners().forEach((name, listener) -> {
			if (listener.enabled() && !listener.equals(this.former.listeners().get(name))) {
				apply(name, listener);
			}
		});
	}

	private void apply(String name, SluiceProperties.Listener listener) {
		this.beans.getBean(ListenerFactory.class)
			.limits(name)
			.change(AdmissionFactory.rules(ListenerValidator.key(name), listener.access()), listener.limits());
	}

	/**
	 * The largest number of connections of the process.
	 */
	static int maxConnections(SluiceProperties.GatewayLimits limits) {
		return (limits.maxConnections() > 0) ? limits.maxConnections() : FileDescriptorLimit.maxConnections();
	}

}
