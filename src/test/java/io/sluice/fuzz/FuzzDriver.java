package io.sluice.fuzz;

import java.util.Objects;

/**
 * The methods by which Jazzer finds and runs a target.
 */
public final class FuzzDriver {

	private static FuzzTarget target;

	private FuzzDriver() {
	}

	/**
	 * Choose the target.
	 * @param arguments its name
	 */
	public static void fuzzerInitialize(String[] arguments) {
		target = Objects.requireNonNull(FuzzTargets.all().get(arguments[0]), () -> "no target " + arguments[0]);
	}

	public static void fuzzerTestOneInput(byte[] input) throws Exception {
		target.run(input);
	}

}
