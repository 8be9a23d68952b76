package io.sluice.cli;

import java.io.PrintWriter;

import lombok.RequiredArgsConstructor;
import tools.jackson.databind.JsonNode;

/**
 * A gateway's explanation of messages, in words.
 */
@RequiredArgsConstructor
final class ExplanationText {

	private final JsonNode answer;

	/**
	 * Whether the bytes are one or more whole frames, and each frame has a route.
	 */
	boolean isComplete() {
		return !frames().isEmpty() && !this.answer.has("error") && !this.answer.has("rest")
				&& frames().valueStream().allMatch((frame) -> frame.has("route"));
	}

	private JsonNode frames() {
		return this.answer.path("frames");
	}

	void print(PrintWriter out) {
		int number = 0;
		for (JsonNode frame : frames()) {
			out.printf("frame %d: %s%n", ++number, bytes(frame, "payload", "hex"));
			print(frame, out);
		}
		if (this.answer.has("rest")) {
			out.printf("rest: %s, which is not a complete frame%n", bytes(this.answer, "rest", "restHex"));
		}
		if (this.answer.has("error")) {
			out.printf("no frame: %s%n", error(this.answer));
		}
		else if (number == 0 && !this.answer.has("rest")) {
			out.println("no frame");
		}
		if (this.answer.path("truncated").booleanValue(false)) {
			out.println("the bytes after these frames are not explained");
		}
	}

	private static void print(JsonNode frame, PrintWriter out) {
		for (JsonNode rejected : frame.path("rejected")) {
			out.printf("  %s does not match: %s%n", text(rejected, "route"), text(rejected, "because"));
		}
		if (frame.has("route")) {
			out.printf("  %s matches, its target is %s%n", text(frame, "route"), text(frame, "target"));
		}
		if (frame.has("error")) {
			out.printf("  %s%n", error(frame));
		}
	}

	private static String error(JsonNode node) {
		return "%s %s".formatted(text(node.path("error"), "code"), text(node.path("error"), "message"));
	}

	private static String bytes(JsonNode node, String key, String hexKey) {
		String shown = text(node, key);
		if (node.path(hexKey).booleanValue(false)) {
			return "0x" + shown;
		}
		return '"' + shown.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n") + '"';
	}

	private static String text(JsonNode node, String key) {
		return node.path(key).stringValue("");
	}

}
