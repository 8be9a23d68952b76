package io.sluice.bench.servers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.sluice.TcpHandler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Sluice as a starter, with handlers of its own: text and JSON beside the echo of the
 * same process.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class HandlerServer {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final byte[] LARGE = "x".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8);

	@TcpHandler("text")
	String text(String line) {
		return line;
	}

	@TcpHandler("bytes")
	byte[] bytes(byte[] line) {
		return line;
	}

	/**
	 * What {@link #sum} does, with Jackson called by hand.
	 */
	@TcpHandler("plain")
	byte[] plain(byte[] json) {
		return MAPPER.writeValueAsBytes(sum(MAPPER.readValue(json, Values.class)));
	}

	@TcpHandler("slow")
	String slow() throws InterruptedException {
		Thread.sleep(Duration.ofMillis(100));
		return "slow";
	}

	@TcpHandler("large")
	byte[] large() {
		return LARGE;
	}

	@TcpHandler("sum")
	Map<String, Long> sum(Values values) {
		long sum = 0;
		for (long value : values.values()) {
			sum += value;
		}
		return Map.of("sum", sum);
	}

	public static void main(String[] args) {
		List<String> settings = new ArrayList<>(
				List.of("--spring.main.web-application-type=none", "--spring.main.banner-mode=off",
						"--logging.level.root=error", "--sluice.listeners.echo.address=127.0.0.1",
						"--sluice.listeners.echo.port=" + args[0], "--sluice.listeners.echo.framing.max-size=1MB",
						// slow clients are to stay for as long as others are measured
						"--sluice.listeners.echo.timeouts.frame=10m", "--sluice.listeners.echo.timeouts.write=10m"));
		List<String> routes = List.of("sum", "when.starts-with={", "text", "when.starts-with=text", "bytes",
				"when.starts-with=bytes", "plain", "when.starts-with=\\x20{", "slow", "when.equals=slow", "large",
				"when.equals=large");
		for (int i = 0; i < routes.size(); i += 2) {
			String route = "--sluice.listeners.echo.routes[%d].".formatted(i / 2);
			settings.add(route + "to=" + routes.get(i));
			settings.add(route + routes.get(i + 1));
		}
		settings.add("--sluice.listeners.echo.routes[%d].to=echo".formatted(routes.size() / 2));
		new SpringApplication(HandlerServer.class).run(settings.toArray(String[]::new));
		Ready.say();
	}

	/**
	 * What is summed up.
	 *
	 * @param values numbers
	 */
	record Values(List<Long> values) {

	}

}
