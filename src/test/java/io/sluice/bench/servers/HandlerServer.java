package io.sluice.bench.servers;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.sluice.TcpHandler;

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

	@TcpHandler("text")
	String text(String line) {
		return line;
	}

	@TcpHandler("slow")
	String slow() throws InterruptedException {
		Thread.sleep(Duration.ofMillis(100));
		return "slow";
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
		new SpringApplication(HandlerServer.class).run("--sluice.listeners.echo.port=" + args[0],
				"--sluice.listeners.echo.address=127.0.0.1", "--sluice.listeners.echo.routes[0].to=sum",
				"--sluice.listeners.echo.routes[0].when.starts-with={", "--sluice.listeners.echo.routes[1].to=text",
				"--sluice.listeners.echo.routes[1].when.starts-with=text", "--sluice.listeners.echo.routes[2].to=slow",
				"--sluice.listeners.echo.routes[2].when.equals=slow", "--sluice.listeners.echo.routes[3].to=echo",
				"--spring.main.web-application-type=none", "--spring.main.banner-mode=off",
				"--logging.level.root=error");
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
