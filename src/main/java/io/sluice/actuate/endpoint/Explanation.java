package io.sluice.actuate.endpoint;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.ErrorCode;
import io.sluice.framing.BrokenFramingException;
import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;
import io.sluice.routing.RouteTable;
import io.sluice.routing.RouteTable.Tried;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;

import org.springframework.messaging.support.GenericMessage;

/**
 * Explains what a listener makes of a client's bytes: the frames, and the route of each.
 * Only the conditions of the routes are run. Used once, by one thread.
 */
final class Explanation {

	private static final int MAX_BYTES = 1024 * 1024;

	private static final int MAX_FRAMES = 100;

	/**
	 * The number of rejected routes, over all frames, from which on no further frame is
	 * explained.
	 */
	private static final int MAX_REJECTED = 10_000;

	private final Framing framing;

	private final Charset charset;

	private final RouteTable routes;

	private final Map<String, Object> headers;

	private final List<Map<String, Object>> frames = new ArrayList<>();

	/** What follows the frames. */
	private final Map<String, Object> end = new LinkedHashMap<>();

	private int rejected;

	private Explanation(OperatedListener listener, Map<String, Object> headers) {
		this.framing = listener.probe().framing();
		this.charset = listener.probe().charset();
		this.routes = listener.routing().getTable();
		this.headers = headers;
	}

	/**
	 * Explain the bytes of a client.
	 * @param listener the listener that would receive them
	 * @param given the bytes
	 * @param client the client
	 * @return the explanation as a response
	 * @throws BadParameterException if the bytes or the client are invalid
	 */
	static Map<String, Object> of(OperatedListener listener, GivenBytes given, GivenClient client) {
		if (given.isMissing()) {
			throw new BadParameterException("text", null,
					"it must be what a client sends, such as PING with its line end; 'hex' is for other bytes, and 'message' for a message without its framing");
		}
		Charset charset = listener.probe().charset();
		Explanation explanation = new Explanation(listener, client.headers(listener.name(), charset));
		try {
			explanation.explain(explanation.sent(given));
		}
		catch (BrokenFramingException ex) {
			explanation.end.put("error",
					error(ErrorCode.HANDLER_ERROR, Requester.printable(String.valueOf(ex.getMessage()))));
		}
		return explanation.shown();
	}

	private byte[] sent(GivenBytes given) {
		byte[] bytes = given.read(this.charset);
		byte[] sent = given.isMessage() ? frame(bytes, String.valueOf(given.message())) : bytes;
		if (sent.length > MAX_BYTES) {
			throw new BadParameterException(given.isMessage() ? "message" : given.isHex() ? "hex" : "text",
					"%d bytes".formatted(sent.length), "at most %d are explained".formatted(MAX_BYTES));
		}
		return sent;
	}

	private byte[] frame(byte[] message, String given) {
		String refusal;
		try {
			refusal = this.framing.refusal(message);
			if (refusal == null) {
				return this.framing.frame(message);
			}
		}
		catch (RuntimeException ex) {
			throw BrokenFramingException.ofOutput(this.framing, ex);
		}
		throw new BadParameterException("message", given, "it cannot be sent: " + refusal);
	}

	private void explain(byte[] sent) {
		ByteArrayInputStream stream = new ByteArrayInputStream(sent);
		// all bytes are available, so a read never waits
		FrameInput in = new FrameInput(stream, (insideFrame) -> true);
		try {
			cut(sent, stream, in);
		}
		finally {
			in.close();
		}
	}

	private Map<String, Object> shown() {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("frames", this.frames);
		shown.putAll(this.end);
		return shown;
	}

	private void cut(byte[] sent, ByteArrayInputStream stream, FrameInput in) {
		int begin = 0;
		FrameReader reader = new FrameReader(this.framing, in);
		try {
			for (byte[] payload = reader.read(); payload != null; payload = reader.read()) {
				this.frames.add(explainFrame(payload));
				begin = sent.length - stream.available() - in.size();
				if (begin < sent.length && isFull()) {
					this.end.put("truncated", true);
					return;
				}
			}
		}
		catch (FrameException ex) {
			this.end.put("error", error(ex.code(), String.valueOf(ex.getMessage())));
		}
		catch (EOFException ex) {
			show(this.end, "rest", "restHex", Arrays.copyOfRange(sent, begin, sent.length));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isFull() {
		return this.frames.size() >= MAX_FRAMES || this.rejected >= MAX_REJECTED;
	}

	private Map<String, Object> explainFrame(byte[] payload) {
		Map<String, Object> shown = new LinkedHashMap<>();
		show(shown, "payload", "hex", payload);
		shown.put("bytes", payload.length);
		try {
			explainRoute(payload, shown);
		}
		catch (RuntimeException | StackOverflowError ex) {
			// a condition of the application, or a regular expression that overflows the
			// stack
			shown.put("rejected", List.of());
			shown.put("error", error(ErrorCode.HANDLER_ERROR, Requester.printable("a condition failed: " + ex)));
		}
		return shown;
	}

	private void explainRoute(byte[] payload, Map<String, Object> shown) {
		List<Map<String, Object>> others = new ArrayList<>();
		for (Tried tried : this.routes.explain(new GenericMessage<>(payload, this.headers))) {
			if (tried.mismatch() == null) {
				shown.put("route", tried.route().name());
				shown.put("target", tried.route().target().name());
			}
			else {
				others.add(orderedMap("route", tried.route().name(), "because", tried.mismatch()));
			}
		}
		shown.put("rejected", others);
		this.rejected += others.size();
		if (!shown.containsKey("route")) {
			shown.put("error", error(ErrorCode.NO_ROUTE, "no route matches"));
		}
	}

	private void show(Map<String, Object> shown, String key, String hexKey, byte[] bytes) {
		String text = PrintableText.decode(bytes, this.charset);
		shown.put(key, (text != null) ? text : HexFormat.of().formatHex(bytes));
		if (text == null) {
			shown.put(hexKey, true);
		}
	}

	private static Map<String, Object> error(ErrorCode code, String message) {
		return orderedMap("code", code.name(), "message", message);
	}

	private static Map<String, Object> orderedMap(String first, String value, String second, String other) {
		Map<String, Object> ordered = new LinkedHashMap<>();
		ordered.put(first, value);
		ordered.put(second, other);
		return ordered;
	}

}
