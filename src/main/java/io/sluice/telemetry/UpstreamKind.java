package io.sluice.telemetry;

import java.util.Locale;

/**
 * The protocol of an upstream.
 */
public enum UpstreamKind {

	/** HTTP. The HTTP client does not report how many connections are idle. */
	HTTP,

	/** TCP, with connections that are kept open. */
	TCP,

	/** A destination of Kafka. Its client does not report its connections. */
	KAFKA,

	/** A destination of RabbitMQ. Its client does not report its connections. */
	RABBIT;

	/**
	 * The name in responses.
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}
