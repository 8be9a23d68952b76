package io.sluice.framing;

import java.util.List;

/**
 * The frames of {@link Capture}, for tests of other packages.
 */
public final class Captures {

	private Captures() {
	}

	/**
	 * What was received in each capture.
	 */
	public static List<byte[]> all() {
		return Capture.all().map(Capture::received).toList();
	}

}
