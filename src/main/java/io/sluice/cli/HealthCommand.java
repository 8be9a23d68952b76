package io.sluice.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a gateway for its health.
 */
@Command(name = "health", mixinStandardHelpOptions = true, description = "Asks a gateway whether it is ready to serve.",
		footer = { "", "Exit status: 0 for UP, 1 for anything else or no answer, 2 for wrong usage." })
final class HealthCommand implements Callable<Integer> {

	static final String DEFAULT_URL = "http://127.0.0.1:8080/actuator/health/readiness";

	private static final String UP = "UP";

	@Option(names = "--url", defaultValue = DEFAULT_URL, paramLabel = "url",
			description = "the health endpoint or a group of it (default: ${DEFAULT-VALUE})")
	private URI url = URI.create(DEFAULT_URL);

	@Option(names = "--timeout", defaultValue = "5s", paramLabel = "time",
			description = "how long the answer may take (default: ${DEFAULT-VALUE})")
	private Duration timeout = Duration.ofSeconds(5);

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException, InterruptedException {
		HttpResponse<String> response = ActuatorCall.send(HttpRequest.newBuilder(this.url).build(), this.timeout);
		String status = status(response.body());
		if (status.isEmpty()) {
			throw new IOException(
					"%s returned HTTP %d instead of a health status".formatted(this.url, response.statusCode()));
		}
		if (!status.equals(UP)) {
			throw new IOException("%s is %s".formatted(this.url, status));
		}
		if (this.spec != null) {
			this.spec.commandLine().getOut().println(UP);
		}
		return ExitCode.OK;
	}

	/**
	 * The health status in a response, or an empty text if the response is not from a
	 * health endpoint.
	 */
	private static String status(String body) {
		try {
			return JsonMapper.shared().readTree(body).path("status").stringValue("");
		}
		catch (JacksonException ex) {
			return "";
		}
	}

}
