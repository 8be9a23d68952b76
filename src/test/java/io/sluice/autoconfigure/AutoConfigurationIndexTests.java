package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot reads the conditions of an auto-configuration from an index that the build
 * writes, and loads no class whose conditions do not hold.
 */
class AutoConfigurationIndexTests {

	static List<String> autoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, AutoConfigurationIndexTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.sluice."))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("autoConfigurations")
	void everyAutoConfigurationIsInTheIndex(String name) throws IOException {
		assertThat(index()).containsKey(name);
	}

	@Test
	void theIndexHasConditions() throws IOException {
		assertThat(index()).containsEntry(SluiceMetricsAutoConfiguration.class.getName() + ".ConditionalOnClass",
				"io.micrometer.core.instrument.MeterRegistry");
	}

	/** Of this project; many jars have one. */
	private static Properties index() throws IOException {
		URI classes = URI
			.create(SluiceAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation().toString());
		Properties index = new Properties();
		try (InputStream in = classes.resolve("META-INF/spring-autoconfigure-metadata.properties")
			.toURL()
			.openStream()) {
			index.load(in);
		}
		return index;
	}

}
