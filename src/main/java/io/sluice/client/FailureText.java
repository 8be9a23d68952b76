package io.sluice.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

import javax.net.ssl.SSLException;

import io.sluice.framing.BrokenFramingException;
import io.sluice.process.DurationText;
import io.sluice.spi.FrameException;

/**
 * Describes the failure of a connection in a few words.
 */
final class FailureText {

	static final String CLOSED_BY_PEER = "closed by peer";

	private FailureText() {
	}

	static String ofConnect(Exception failure, Duration timeout) {
		return switch (failure) {
			case ClientConnection.HandshakeTimeoutException _ ->
				"no TLS handshake within %s; does the server speak TLS?".formatted(DurationText.of(timeout));
			case SocketTimeoutException _ -> ofTimeout(timeout);
			case UnknownHostException _ -> "unknown host";
			case ConnectException ex when contains(ex, "refused") -> "connection refused";
			// the server sent no TLS record
			case SSLException ex when contains(ex, "unrecognized ssl message") ->
				"TLS handshake failed: the server does not speak TLS";
			case SSLException ex -> "TLS handshake failed: " + ex.getMessage();
			default -> String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
		};
	}

	static String ofExchange(Throwable failure) {
		return switch (failure) {
			case BrokenFramingException ex -> "the framing is broken: " + ex.getMessage();
			case FrameException ex -> "the reply is not a frame: " + ex.getMessage();
			case ReplyInput.TlsExpectedException _ -> "the server expects TLS (on the command line: --tls)";
			case EOFException _ -> CLOSED_BY_PEER + " inside a reply";
			case SSLException ex when contains(ex, "certificate_required") ->
				"the server requires a client certificate";
			case SocketException ex when contains(ex, "reset") || contains(ex, "pipe") -> "reset by peer";
			default -> String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
		};
	}

	/**
	 * Whether a write failed because the thread that reads has received the end of TLS.
	 * That thread knows the reason.
	 */
	static boolean isEndOfTls(IOException failure) {
		return failure instanceof SocketException && contains(failure, "outbound has closed");
	}

	static String ofTimeout(Duration timeout) {
		return "timed out after " + DurationText.of(timeout);
	}

	private static boolean contains(IOException failure, String word) {
		return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains(word);
	}

}
