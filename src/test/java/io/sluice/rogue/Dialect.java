package io.sluice.rogue;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LineFraming;
import io.sluice.spi.Framing;

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

	/** ISO 8583. */
	ISO(Rogue.ISO, new LengthFraming(2000, 2, ByteOrder.BIG_ENDIAN, false), "framing.type=length",
			"framing.header-size=2", "framing.max-size=2000B", "correlate.by=key", "correlate.extract[0].text=20..25",
			"correlate.extract[1].text=26..33"),

	/** HL7. */
	HL7(Rogue.HL7, DelimitedFraming.mllp(2000), "framing.type=mllp", "correlate.by=key",
			"correlate.extract[0].hl7=MSH-10", "correlate.extract-reply[0].hl7=MSA-2"),

	/** HTTP. */
	HTTP(Rogue.HTTP, new LineFraming(2000)),

	/** The same, through {@code nginx}. */
	NGINX(Rogue.HTTP, new LineFraming(2000));

	private final Rogue rogue;

	private final Framing framing;

	private final List<String> upstream;

	Dialect(Rogue rogue, Framing framing, String... upstream) {
		this.rogue = rogue;
		this.framing = framing;
		this.upstream = List.of(upstream);
	}

	/**
	 * Start a service.
	 * @param directory where its files go, which no other uses
	 */
	Service start(long seed, Path directory) {
		return (this == NGINX) ? new ProxiedService(seed, directory)
				: new RogueProcess(this.rogue, seed, directory.resolve("received"));
	}

	boolean isHttp() {
		return this.rogue == Rogue.HTTP;
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
		return switch (this) {
			case ISO -> "0800" + "0020000000810000" + "%06d%08d%03d%s".formatted(key, 1, id.length(), id);
			case HL7 -> "MSH|^~\\&|a|b|c|d|20260101||ADT^A01|%d|P|2.5\rPID|1||%s\r".formatted(key, id);
			default -> key + " " + id;
		};
	}

	/** Whether a reply is that to a request. */
	boolean isReply(String reply, String id, int key) {
		return switch (this) {
			case ISO -> reply.equals(request(id, key).replaceFirst("0800", "0810"));
			case HL7 -> reply.contains("\rMSA|AA|" + key + "|" + id + "\r");
			default -> reply.equals(request(id, key));
		};
	}

}
