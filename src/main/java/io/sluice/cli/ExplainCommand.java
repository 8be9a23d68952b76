package io.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
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
 * Asks a gateway which route a message takes, and why the routes before it do not match.
 */
@Command(name = "explain", mixinStandardHelpOptions = true,
		description = "Asks a gateway which route a message takes, and why the routes before it do not match. The message is not "
				+ "sent, and no target runs.",
		footer = { "",
				"Exit status: 0 if every frame has a route, 1 for anything else or no answer, 2 for wrong usage." })
final class ExplainCommand implements Callable<Integer> {

	private static final String DEFAULT_URL = "http://127.0.0.1:8080/actuator/sluice";

	private static final int OK = 200;

	@Option(names = "--listener", required = true, paramLabel = "name", description = "the listener")
	private String listener = "";

	@Mixin
	private final MessageInput input = new MessageInput();

	@Option(names = "--hex", description = "the message is given in hexadecimal")
	private boolean hex;

	@Option(names = "--framed",
			description = "the input is the bytes that a client sends: any number of messages with their framing")
	private boolean framed;

	@Option(names = "--peer", paramLabel = "address",
			description = "the client's IP address, for routes that look at it (default: 127.0.0.1)")
	private @Nullable String peer;

	@Option(names = "--tls-subject", paramLabel = "name", description = "the subject of the client's certificate")
	private @Nullable String tlsSubject;

	@Option(names = "--sni", paramLabel = "host", description = "the server name that the client asks for")
	private @Nullable String sni;

	@Option(names = "--url", defaultValue = DEFAULT_URL, paramLabel = "url",
			description = "the gateway's endpoint, which needs write access (default: ${DEFAULT-VALUE})")
	private URI url = URI.create(DEFAULT_URL);

	@Option(names = "--timeout", defaultValue = "5s", paramLabel = "time",
			description = "how long the answer may take (default: ${DEFAULT-VALUE})")
	private Duration timeout = Duration.ofSeconds(5);

	@Option(names = "--json", description = "print the answer in JSON")
	private boolean json;

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException, InterruptedException {
		JsonNode answer = ask();
		ExplanationText explanation = new ExplanationText(answer);
		if (this.json) {
			out().println(answer);
		}
		else {
			explanation.print(out());
		}
		return explanation.isComplete() ? ExitCode.OK : ExitCode.SOFTWARE;
	}

	private JsonNode ask() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + "/explain"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(question().toString()))
			.build();
		HttpResponse<String> response = ActuatorCall.send(request, this.timeout);
		JsonNode answer = ActuatorAnswer.parse(response);
		if (response.statusCode() == OK && answer.path("frames").isArray()) {
			return answer;
		}
		throw new IOException("%s %s".formatted(request.uri(),
				ActuatorAnswer.problem(response.statusCode(), answer, "an explanation", "sluice")));
	}

	private ObjectNode question() throws IOException {
		byte[] given = this.framed ? this.input.readAll() : this.input.read();
		String digits = HexFormat.of().formatHex(this.hex ? MessageParser.parseHex(given) : given);
		ObjectNode question = JsonMapper.shared().createObjectNode().put("listener", this.listener);
		if (this.framed) {
			question.put("hex", digits);
		}
		else {
			question.put("message", digits).put("hex", true);
		}
		ActuatorAnswer.put(question, "peer", this.peer);
		ActuatorAnswer.put(question, "tlsSubject", this.tlsSubject);
		ActuatorAnswer.put(question, "sni", this.sni);
		return question;
	}

	private PrintWriter out() {
		return CommandOutput.of(this.spec);
	}

}
