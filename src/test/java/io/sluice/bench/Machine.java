package io.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import io.netty.channel.Channel;
import org.apache.camel.CamelContext;
import reactor.netty.tcp.TcpServer;

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
				"Reactor Netty " + version(TcpServer.class), "Camel " + version(CamelContext.class),
				firstLine("python3", "--version"), firstLine("haproxy", "-v"));
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

	private static String firstLine(String... command) {
		try (BufferedReader lines = new ProcessBuilder(command).redirectErrorStream(true).start().inputReader()) {
			// an address may follow
			return String.valueOf(lines.readLine()).replaceFirst(" - .*", "");
		}
		catch (IOException ex) {
			return "no " + command[0];
		}
	}

}
