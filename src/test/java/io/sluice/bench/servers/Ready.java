package io.sluice.bench.servers;

/**
 * Tells the benchmark that a server listens.
 */
final class Ready {

	private Ready() {
	}

	static void say() {
		System.out.println("READY");
	}

}
