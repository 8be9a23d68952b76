package io.sluice.bench;

import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Takes a ratio again if its rounds spread too far.
 */
final class Steady {

	private static final int TRIES = 3;

	private Steady() {
	}

	/**
	 * The try whose rounds spread least. Tries are compared by their spreads alone, so
	 * this prefers no value.
	 * @param first the ratio as the first try gave it
	 * @param again takes it once more
	 */
	static Samples ratio(Samples first, Callable<Samples> again) throws Exception {
		Samples steadiest = first;
		for (int tries = 1; tries < TRIES && steadiest.isWide(); tries++) {
			System.out.println(String.format(Locale.ROOT, "Measured again, as it spreads too far: %.3f, by %.3f",
					steadiest.median(), steadiest.spread()));
			Samples next = again.call();
			if (next.relativeSpread() < steadiest.relativeSpread()) {
				steadiest = next;
			}
		}
		return steadiest;
	}

}
