package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A configuration file that YAML cannot read fails the start with one message instead of
 * a stack trace.
 */
@ExtendWith(OutputCaptureExtension.class)
class YamlFailureTests {

	@TempDir
	private Path directory;

	/**
	 * A file, and what the message says of it.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					sluice:\\n  listeners:\\n    demo: { port: 7070, routes: [ { to: echo } ]\\n | in line 4, column 1: expected ',' or '}'
					sluice:\\n  listeners:\\n\\tdemo: { port: 7070 }\\n                          | in line 3, column 1: found character '\\t(TAB)'
					sluice:\\n  listeners:\\n    demo: { port: 1 }\\n    demo: { port: 2 }\\n | found duplicate key demo
					sluice:\\n  listeners:\\n    demo: { routes: [ { on: a } ] }\\n            | Quote the key, as in '"on": ...'
					sluice:\\n  listeners:\\n    demo: { routes: [ { when: { 5: a } } ] }\\n    | Quote the key, as in '"on": ...'
					""")
	void fileIsExplained(String file, String message, CapturedOutput output) throws IOException {
		Path path = Files.writeString(this.directory.resolve("sluice.yml"), file.translateEscapes());
		SpringApplication application = new SpringApplication(YamlFailureTests.class);
		assertThatException().isThrownBy(() -> application.run("--spring.config.location=file:" + path));
		assertThat(output).contains("A configuration file ", message).doesNotContain("\tat org.springframework");
	}

}
