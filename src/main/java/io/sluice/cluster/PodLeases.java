package io.sluice.cluster;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the pods tell each other of the leases that they hold. Any thread.
 */
public interface PodLeases {

	/**
	 * Tell the other pods which leases this pod holds.
	 * @param held gives their roles; must not wait
	 */
	void report(Supplier<List<String>> held);

	/**
	 * The name of this pod.
	 */
	String own();

	/**
	 * The name of the other pod that holds a lease.
	 * @param role the name of the lease
	 * @return {@code null} if it is not known, or if there is none
	 */
	@Nullable String holder(String role);

}
