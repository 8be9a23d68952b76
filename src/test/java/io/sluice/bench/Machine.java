package io.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import io.netty.channel.Channel;
import org.apache.camel.CamelContext;

import org.springframework.boot.SpringBootVersion;
import org.springframework.integration.dsl.IntegrationFlow;

/**
 * Where the benchmark runs, and with what.
 */
final class Machine {

	private Machine() {
	}

	static String hardware() throws IOException {
		return String.format(Locale.ROOT, "%d cores of %s (%s), %s %s", Runtime.getRuntime().availableProcessors(),
				processor(), System.getProperty("os.arch"), System.getProperty("os.name"),
				System.getProperty("os.version"));
	}

	static String versions() {
		return String.join(", ", "Java " + Runtime.version(), "Spring Boot " + SpringBootVersion.getVersion(),
				"Spring Integration " + version(IntegrationFlow.class), "Netty " + version(Channel.class),
				"Camel " + version(CamelContext.class), python());
	}

	private static String processor() throws IOException {
		Path info = Path.of("/proc/cpuinfo");
		try (Stream<String> lines = Files.exists(info) ? Files.lines(info) : Stream.empty()) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("an unknown processor");
		}
	}

	private static String version(Class<?> type) {
		return type.getPackage().getImplementationVersion();
	}

	private static String python() {
		try (BufferedReader lines = new ProcessBuilder("python3", "--version").redirectErrorStream(true)
			.start()
			.inputReader()) {
			return lines.readLine();
		}
		catch (IOException ex) {
			return "no Python";
		}
	}

}
