package io.sluice.bench;

import java.time.Duration;

/**
 * The memory that a server has for one of many idle connections.
 *
 * @param heap its objects, in bytes
 * @param resident the memory of the process that they add, in bytes; the heap counts as
 * far as it is in use
 * @param kernel what the kernel has for their data, in bytes
 */
record IdleConnection(double heap, double resident, double kernel) {

	/** Until what a connection only has while it talks is gone. */
	private static final Duration IDLE = Duration.ofSeconds(3);

	/**
	 * Open so many, each of which exchanges a message, and close them again.
	 */
	static IdleConnection measure(ServerProcess server, String message, int count) throws Exception {
		// the heap first: resident memory follows a collection of its own
		return measure(server, message, count,
				(memory) -> new IdleConnection(memory.liveHeap(), memory.resident(), memory.kernel()));
	}

	/**
	 * The live heap of one in bytes, and nothing else.
	 */
	static double liveHeap(ServerProcess server, String message, int count) throws Exception {
		return measure(server, message, count, (memory) -> new IdleConnection(memory.liveHeap(), 0, 0)).heap();
	}

	private static IdleConnection measure(ServerProcess server, String message, int count, Total total)
			throws Exception {
		server.awaitSettled();
		IdleConnection without = total.of(server.memory());
		try (OpenConnections idle = OpenConnections.open(server, message, count)) {
			Thread.sleep(IDLE);
			return total.of(server.memory()).minus(without).over(idle.count());
		}
		finally {
			server.awaitSettled();
		}
	}

	private IdleConnection minus(IdleConnection other) {
		return new IdleConnection(this.heap - other.heap, this.resident - other.resident, this.kernel - other.kernel);
	}

	private IdleConnection over(int count) {
		return new IdleConnection(this.heap / count, this.resident / count, this.kernel / count);
	}

	/**
	 * Reads the memory of a server for all that it has.
	 */
	@FunctionalInterface
	private interface Total {

		IdleConnection of(ServerMemory memory) throws Exception;

	}

}
