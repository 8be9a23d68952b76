package io.sluice.connection;

import java.nio.charset.Charset;

import io.sluice.spi.ConnectionOpener;
import io.sluice.spi.Framing;

/**
 * The protocol of a listener's connections.
 *
 * @param opener runs before the first frame
 * @param framing cuts bytes into messages, and writes messages as bytes
 * @param charset the encoding of text
 * @param timeouts the timeouts
 * @param errors how failed requests are handled
 */
public record Protocol(ConnectionOpener opener, Framing framing, Charset charset, Timeouts timeouts,
		ErrorHandling errors) {

}
