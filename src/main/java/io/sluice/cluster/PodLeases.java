package io.sluice.cluster;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The leases that pods report to each other. Any thread.
 */
public interface PodLeases {

	/**
	 * Report to the other pods which leases this pod holds.
	 * @param held supplies the roles of the leases, now and later; must not wait
	 */
	void report(Supplier<List<String>> held);

	/**
	 * The name of this pod.
	 */
	String own();

	/**
	 * The name of the other pod that holds a lease.
	 * @param role the name of the lease
	 * @return {@code null} if no pod holds it, or if the pod is not known
	 */
	@Nullable String holder(String role);

}
