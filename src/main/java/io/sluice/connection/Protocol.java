package io.sluice.connection;

import java.nio.charset.Charset;

import io.sluice.framing.Framing;
import io.sluice.spi.ConnectionOpener;

/**
 * What the two ends of a listener's connections say to each other.
 *
 * @param opener what comes before the first frame
 * @param framing how bytes become messages, and replies bytes
 * @param charset the encoding of text
 * @param timeouts how long things may take
 * @param errors what becomes of a request that fails
 */
public record Protocol(ConnectionOpener opener, Framing framing, Charset charset, Timeouts timeouts,
		ErrorHandling errors) {

}
