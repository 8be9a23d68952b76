package io.sluice.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import io.sluice.admission.limits.Admission;
import io.sluice.admission.limits.AdmittingServerSocketFactory;
import io.sluice.admission.limits.ConnectionLimit;
import io.sluice.admission.limits.ConnectionThreadPool;
import io.sluice.admission.limits.DialingServerSocketFactory;
import io.sluice.listener.Acceptance;
import io.sluice.process.Lease;
import io.sluice.process.MemoryBudget;
import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.PollerGroup;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Creates the way in which a listener gets its connections: it accepts them, or it
 * connects.
 */
@RequiredArgsConstructor
final class AcceptanceFactory {

	private final String name;

	private final SluiceProperties.Listener listener;

	private final BeanFactory beans;

	private final ListenerMetrics metrics;

	/**
	 * Create it.
	 * @param virtual starts the threads of the connections
	 * @param pool starts them instead, unless it is {@code null}
	 * @param lease the lease without which the listener does not connect, or {@code null}
	 */
	Acceptance create(AdmissionFactory admission, AcceptedOptions options, Executor virtual, @Nullable Executor pool,
			@Nullable Lease lease) {
		ConnectionThreadPool threads = (pool != null)
				? new ConnectionThreadPool(pool, this.listener.executor().maxThreads()) : null;
		Executor connections = (threads != null) ? threads : virtual;
		PollerGroup pollers = this.beans.getBean(PollerGroup.class);
		Admission admitted = admission.admission(this.beans.getBean(ConnectionLimit.class),
				this.beans.getBean(MemoryBudget.class));
		if (!this.listener.connect().isEmpty()) {
			DialingServerSocketFactory sockets = new DialingServerSocketFactory(
					DialOutFactory.plan(ListenerValidator.key(this.name), this.listener, lease), pollers, admitted,
					options);
			return complete(new Acceptance(sockets, sockets.suspension(), connections, lease));
		}
		AdmittingServerSocketFactory sockets = new AdmittingServerSocketFactory(pollers, admitted, options, threads);
		List.of("limit", "memory", "rate", "descriptors")
			.forEach((reason) -> this.metrics.acceptPaused(reason, () -> sockets.pause().isFor(reason)));
		return complete(new Acceptance(sockets, sockets.suspension(), connections, null));
	}

	private Acceptance complete(Acceptance acceptance) {
		this.metrics.acceptPaused("suspended", acceptance.acceptSwitch()::isSuspended);
		return acceptance;
	}

	/**
	 * Starts a virtual thread for each connection.
	 */
	static Executor virtualThreads(String name) {
		ThreadFactory threads = Thread.ofVirtual().name("sluice-" + name + "-", 0).factory();
		return (connection) -> threads.newThread(connection).start();
	}

}
