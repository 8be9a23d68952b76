package io.sluice.listener;

import java.nio.charset.Charset;

import io.sluice.framing.Framing;
import io.sluice.spi.Opening;

/**
 * What the two ends of a listener's connections say to each other.
 *
 * @param opening what comes before the first frame
 * @param framing how bytes become messages, and replies bytes
 * @param charset the encoding of text
 * @param deadlines how long things may take
 * @param errors what becomes of a request that fails
 */
public record Protocol(Opening opening, Framing framing, Charset charset, Deadlines deadlines, ErrorHandling errors) {

}
