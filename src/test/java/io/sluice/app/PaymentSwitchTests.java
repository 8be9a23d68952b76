package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example {@code examples/payment-switch} does what its README shows.
 */
class PaymentSwitchTests {

	private static final List<String> LISTENERS = List.of("terminals", "kiosks");

	private static final Pattern TRANSCRIPT = Pattern.compile("```\n(Terminals, port 7071\n.*?)```", Pattern.DOTALL);

	private static final Pattern FILE = Pattern.compile("^\\| \\[`([^`]+)`]", Pattern.MULTILINE);

	@Test
	void repliesAreThoseOfTheTranscript() throws IOException {
		List<String> lines = transcript().lines().toList();
		try (PaymentSwitch example = start()) {
			List<String> replayed = new ArrayList<>();
			String listener = "";
			for (String line : lines) {
				String[] exchange = line.split(" -> ", 2);
				if (exchange.length == 1) {
					listener = line.startsWith("Kiosks") ? "kiosks" : "terminals";
					replayed.add(line);
				}
				else {
					replayed.add(exchange[0] + " -> " + send(example, listener, exchange[0]));
				}
			}
			assertThat(replayed).isEqualTo(lines);
		}
	}

	@Test
	void everyTerminalGetsTheResponseCode91WhileTheCoreIsDown() {
		try (PaymentSwitch example = start()) {
			example.stopCore();
			assertThat(send(example, "terminals", "0100000004000000000199")).isEqualTo("011000000491");
			assertThat(send(example, "kiosks", "0100000005000000000199")).isEqualTo("011000000591");
			assertThat(send(example, "terminals", "PRICE 4711")).isEqualTo("12.50 EUR");
		}
	}

	private static PaymentSwitch start() {
		PaymentSwitch example = PaymentSwitch.start();
		example.startSwitch(PaymentSwitch.CONFIGURATION, LISTENERS);
		example.awaitCore();
		return example;
	}

	private static String send(PaymentSwitch example, String listener, String message) {
		List<String> command = new ArrayList<>(
				List.of("send", "--to", "127.0.0.1:" + example.gateway().port(listener), "--framing"));
		command.addAll(listener.equals("kiosks") ? List.of("stx-etx") : List.of("length", "--header-size", "2"));
		command.add(message);
		return CapturedCommand.run(command).printed().strip();
	}

	/**
	 * What the example prints, as its README shows it.
	 */
	static String transcript() throws IOException {
		Matcher transcript = TRANSCRIPT.matcher(readme());
		assertThat(transcript.find()).isTrue();
		return transcript.group(1);
	}

	private static String readme() throws IOException {
		return Files.readString(PaymentSwitch.DIRECTORY.resolve("README.md"));
	}

	@Test
	void readmeNamesEveryFile() throws IOException {
		List<String> named = FILE.matcher(readme()).results().map((match) -> match.group(1).replace("/", "")).toList();
		try (Stream<Path> files = Files.list(PaymentSwitch.DIRECTORY)) {
			assertThat(files.map((file) -> file.getFileName().toString()).filter((name) -> !name.equals("README.md")))
				.containsExactlyInAnyOrderElementsOf(named);
		}
	}

}
