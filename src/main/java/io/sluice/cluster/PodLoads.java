package io.sluice.cluster;

import java.util.Collection;
import java.util.function.IntSupplier;

/**
 * What the pods tell each other of their listeners. Any thread.
 */
public interface PodLoads {

	/**
	 * Tell the other pods how many connections a listener of this pod has.
	 * @param listener the name of the listener
	 * @param count the number, or a negative one while no clients can connect to it
	 */
	void report(String listener, IntSupplier count);

	/**
	 * The numbers of connections that listeners of this name have in the other pods.
	 * @return empty while they are not known
	 */
	Collection<Integer> others(String listener);

}
