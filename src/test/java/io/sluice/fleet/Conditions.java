package io.sluice.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.sluice.support.TestTls;

/**
 * What the listener of a fleet is set to.
 *
 * @param seed of all that is chosen at random; the order of events depends on the
 * machine, too
 * @param byKey whether answers have the keys of their asks
 * @param pipeline the number of requests of a device that are handled at once
 * @param onDuplicate what happens when a name is taken
 * @param tls whether devices use TLS
 */
record Conditions(int seed, boolean byKey, int pipeline, String onDuplicate, boolean tls) {

	static final String LISTENER = "test";

	private static final List<String> ON_DUPLICATE = List.of("close-old", "refuse-new", "allow");

	/**
	 * The conditions of a seed; those of twelve seeds in a row differ in more than TLS.
	 */
	static Conditions of(int seed) {
		return new Conditions(seed, seed % 2 == 0, (seed / 2 % 2 == 0) ? 1 : 8,
				ON_DUPLICATE.get(seed / 4 % ON_DUPLICATE.size()), seed % 5 == 0);
	}

	Random random(int thread) {
		return new Random(this.seed * 1_000_003L + thread);
	}

	boolean closesOld() {
		return this.onDuplicate.equals("close-old");
	}

	boolean refusesNew() {
		return this.onDuplicate.equals("refuse-new");
	}

	/**
	 * Without keys, a session is closed that owes an answer. With keys, the answer is a
	 * request if it comes later still.
	 */
	private String lateWithin() {
		return this.byKey ? "10m" : "2s";
	}

	/** A shorter wait has a timer of its own. */
	private String pushTimeout() {
		return (this.seed % 3 == 0) ? "1s" : "200ms";
	}

	/**
	 * @param directory for the key of a listener with TLS
	 */
	String[] properties(Path directory) throws Exception {
		List<String> properties = new ArrayList<>(List.of(".routes[0].to=login", ".routes[0].when.starts-with=LOGIN ",
				".routes[1].to=pushing", ".routes[1].when.starts-with=SELF ", ".routes[2].to=asking",
				".routes[2].when.starts-with=QUERY ", ".routes[3].to=working", ".pipeline=" + this.pipeline,
				".identity.on-duplicate=" + this.onDuplicate, ".correlate.answers.starts-with=ANS,",
				".correlate.late-within=" + lateWithin(), ".timeouts.push=" + pushTimeout(),
				".limits.max-pending-pushes=8", ".send-buffer=8KB", "logging.level.io.sluice=error"));
		if (this.byKey) {
			properties.addAll(List.of(".correlate.by=key", ".correlate.extract[0].field.separator=,",
					".correlate.extract[0].field.index=1"));
		}
		else {
			properties.add(".correlate.by=order");
		}
		if (this.tls) {
			properties.addAll(List.of(".ssl.bundle=gateway",
					"spring.ssl.bundle.jks.gateway.keystore.location=file:" + TestTls.createStore(directory),
					"spring.ssl.bundle.jks.gateway.keystore.password=" + TestTls.PASSWORD));
		}
		return properties.toArray(String[]::new);
	}

}
