package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/kubernetes.md shows is so.
 */
class ChartDocumentationTests {

	private static final Path PAGE = Path.of("docs/kubernetes.md");

	private static final Pattern VALUES = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final Pattern ALERT = Pattern.compile("^\\| `(Sluice\\w+)` \\|", Pattern.MULTILINE);

	private static final Pattern MESSAGE = Pattern.compile("```\n(sluice\\.shutdown: .*)\n```");

	static Stream<String> values() throws IOException {
		return VALUES.matcher(Files.readString(PAGE)).results().map((match) -> match.group(1));
	}

	@ParameterizedTest
	@MethodSource("values")
	void valuesThatAreShownRender(String values) {
		assertThat(SluiceChart.render(values).all())
			.allSatisfy((manifest) -> assertThat(KubernetesModel.decode(manifest.content())).isNotNull());
	}

	@Test
	void everyAlertIsExplained() throws IOException {
		assertThat(ALERT.matcher(Files.readString(PAGE)).results().map((match) -> match.group(1)))
			.containsExactlyElementsOf(SluiceChart.render("prometheusRule: { enabled: true }")
				.one("PrometheusRule")
				.at("/spec/groups")
				.valueStream()
				.flatMap((group) -> group.at("/rules").valueStream())
				.map((rule) -> rule.at("/alert").asString())
				.toList());
	}

	@Test
	void refusalOfADrainThatIsTooLongReadsAsShown() throws IOException {
		String drain = values().filter((values) -> values.contains("accept-for: 10s")).findFirst().orElseThrow();
		assertThat(MESSAGE.matcher(Files.readString(PAGE)).results().map((match) -> match.group(1))).singleElement()
			.satisfies((message) -> assertThat(
					SluiceChart.refusal(drain.replaceFirst("terminationGracePeriodSeconds: 120", "")))
				.contains(message));
	}

}
