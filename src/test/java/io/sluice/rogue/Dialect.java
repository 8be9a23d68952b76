package io.sluice.rogue;

import java.util.List;

import io.sluice.framing.Framing;
import io.sluice.framing.LineFraming;

/**
 * What clients and a service say to each other, and how the gateway is told of it.
 */
@SuppressWarnings("ImmutableEnumChecker") // nothing changes them
public enum Dialect {

	/** Lines, whose replies come in order. */
	ORDER(Rogue.LINES, new LineFraming(2000), "framing.max-size=2000B"),

	/** The same, one at a time. */
	EXCLUSIVE(Rogue.LINES, new LineFraming(2000), "framing.max-size=2000B", "exclusive=true", "connections=50"),

	/** The same, over a connection for each client. */
	STICKY(Rogue.LINES, new LineFraming(2000), "framing.max-size=2000B", "sticky=true"),

	/** Lines with a key, which many clients use at once. */
	KEY(Rogue.KEYED_LINES, new LineFraming(2000), "framing.max-size=2000B", "correlate.by=key",
			"correlate.extract[0].regex=^([0-9]+) "),

	/** HTTP. */
	HTTP(Rogue.HTTP, new LineFraming(2000));

	private final Rogue rogue;

	private final Framing framing;

	private final List<String> upstream;

	Dialect(Rogue rogue, Framing framing, String... upstream) {
		this.rogue = rogue;
		this.framing = framing;
		this.upstream = List.of(upstream);
	}

	Rogue rogue() {
		return this.rogue;
	}

	Framing framing() {
		return this.framing;
	}

	/** The settings of the upstream, beyond its addresses. */
	List<String> upstream() {
		return this.upstream;
	}

	/**
	 * A request.
	 * @param id tells it from all others
	 * @param key a number below 100, which others may use at once
	 */
	String request(String id, int key) {
		return key + " " + id;
	}

	/** Whether a reply is that to a request. */
	boolean isReply(String reply, String id, int key) {
		return reply.equals(request(id, key));
	}

}
