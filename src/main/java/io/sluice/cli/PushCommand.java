package io.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends a message to one client of a gateway or to all of them, and prints the result.
 */
@Command(name = "push", mixinStandardHelpOptions = true,
		description = "Sends a message to a client of a gateway, and waits for its answer if asked to.", footer = { "",
				"Exit status: 0 if the message was written, and answered if asked; 1 for anything else; 2 for wrong usage." })
final class PushCommand implements Callable<Integer> {

	private static final String WRITTEN = "WRITTEN";

	@ArgGroup(multiplicity = "1")
	private Target target = new Target();

	@Option(names = "--listener", paramLabel = "name",
			description = "the listener, if clients of several have the name; with --all, only its clients")
	private @Nullable String listener;

	@ArgGroup(multiplicity = "1")
	private Message message = new Message();

	@Option(names = "--await", paramLabel = "time", description = "wait for an answer, such as 5s")
	private @Nullable Duration await;

	@Mixin
	private final SessionsEndpoint endpoint = new SessionsEndpoint();

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException, InterruptedException {
		Map<String, String> parameters = this.target.parameters(this.listener);
		ObjectNode body = this.message.body();
		Duration wait = (this.await != null) ? this.await : Duration.ZERO;
		if (this.await != null) {
			body.put("await", wait.toMillis() + "ms");
		}
		JsonNode answer = this.endpoint.send(parameters, body, wait);
		if (this.target.all) {
			return printCounts(answer);
		}
		String result = answer.path("result").stringValue("");
		if (!result.equals(WRITTEN)) {
			throw new IOException(
					"%s: %s".formatted(result, answer.path("message").stringValue("the gateway gave no reason")));
		}
		JsonNode reply = answer.path("reply");
		out().println(reply.isMissingNode() ? result + pod(answer)
				: reply.path("text").stringValue("0x" + reply.path("hex").stringValue("")));
		return ExitCode.OK;
	}

	private int printCounts(JsonNode answer) throws IOException {
		int written = answer.path("written").intValue(0);
		StringBuilder counts = new StringBuilder(
				"WRITTEN to %d client%s".formatted(written, (written == 1) ? "" : "s"));
		boolean complete = true;
		for (String name : List.of("stuck", "failed")) {
			int count = answer.path(name).intValue(0);
			if (count > 0) {
				counts.append(", %d %s".formatted(count, name));
				complete = false;
			}
		}
		List<String> silent = answer.path("silentPods").valueStream().map((pod) -> pod.stringValue("")).toList();
		if (!silent.isEmpty()) {
			counts.append(", no answer of the pods ").append(String.join(", ", silent));
			complete = false;
		}
		if (!complete) {
			throw new IOException(counts.toString());
		}
		out().println(counts);
		return ExitCode.OK;
	}

	/** The pod that has the client, if the gateway has told. */
	private static String pod(JsonNode answer) {
		String pod = answer.path("session").path("pod").stringValue("");
		return pod.isEmpty() ? "" : " by pod '%s'".formatted(pod);
	}

	private PrintWriter out() {
		return CommandOutput.of(this.spec);
	}

	/** Whom the message is for, given in one of three ways. */
	static final class Target {

		@Option(names = "--identity", paramLabel = "name", description = "the client's name")
		private @Nullable String identity;

		@Option(names = "--id", paramLabel = "id", description = "the id of the client's connection")
		private @Nullable String id;

		@Option(names = "--all", description = "all clients")
		private boolean all;

		/** The query parameters of the endpoint. */
		Map<String, String> parameters(@Nullable String listener) {
			Map<String, String> parameters = new LinkedHashMap<>();
			SessionsEndpoint.put(parameters, "identity", this.identity);
			SessionsEndpoint.put(parameters, "id", this.id);
			SessionsEndpoint.put(parameters, "listener", listener);
			SessionsEndpoint.put(parameters, "all", (this.all && listener == null) ? "true" : null);
			return parameters;
		}

	}

	/** The message, given in one of three ways. */
	static final class Message {

		@Option(names = "--text", paramLabel = "text", description = "the message as text")
		private @Nullable String text;

		@Option(names = "--hex", paramLabel = "digits", description = "the message in hexadecimal")
		private @Nullable String hex;

		@Option(names = "--json", paramLabel = "json", description = "the message in JSON")
		private @Nullable String json;

		ObjectNode body() {
			ObjectNode body = JsonMapper.shared().createObjectNode();
			ActuatorAnswer.put(body, "text", this.text);
			ActuatorAnswer.put(body, "hex", this.hex);
			ActuatorAnswer.put(body, "json", this.json);
			return body;
		}

	}

}
