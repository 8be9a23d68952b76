package io.sluice.rogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * The services, each of them by its own library. {@link #main} runs one of them until its
 * standard input ends.
 */
@SuppressWarnings("ImmutableEnumChecker") // nothing changes them
public enum Rogue {

	/** Lines by Netty, whose replies are in the order of the requests. */
	LINES(EnumSet.complementOf(EnumSet.of(Misdeed.TWICE, Misdeed.HELD)), LineRogue::inOrder),

	/** Lines by Netty, which begin with a key. */
	KEYED_LINES(EnumSet.allOf(Misdeed.class), LineRogue::inAnyOrder),

	/** ISO 8583 by jPOS. */
	ISO(EnumSet.allOf(Misdeed.class), IsoRogue::start),

	/** HL7 by HAPI, which closes and answers as it wants. */
	HL7(EnumSet.of(Misdeed.SLOW, Misdeed.LATE), Hl7Rogue::start),

	/** HTTP by Netty; HTTP/1.1 has no other order than that of the requests. */
	HTTP(EnumSet.complementOf(EnumSet.of(Misdeed.HELD)), HttpRogue::start);

	private final Set<Misdeed> misdeeds;

	private final Start start;

	Rogue(Set<Misdeed> misdeeds, Start start) {
		this.misdeeds = misdeeds;
		this.start = start;
	}

	/**
	 * Run a service.
	 * @param args its name, port, seed, and the file for the ids of its requests
	 */
	public static void main(String[] args) throws Exception {
		Rogue rogue = valueOf(args[0]);
		Conscience conscience = new Conscience(Long.parseLong(args[2]), rogue.misdeeds, Path.of(args[3]));
		rogue.start.on(Integer.parseInt(args[1]), conscience);
		System.out.println("ready");
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			conscience.calm();
			System.out.println("calm");
		}
		System.exit(0);
	}

	/** Starts a service. */
	@FunctionalInterface
	private interface Start {

		void on(int port, Conscience conscience) throws Exception;

	}

}
