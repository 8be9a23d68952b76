package io.sluice.process;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A switch over an enum of another file has a table, in a class that javac makes. If its
 * initialization fails for want of memory, it is never initialized again, and each
 * further use of the switch fails. What serves connections and must go on compares.
 */
class EnumSwitchTests {

	@ParameterizedTest
	@ValueSource(strings = { "process", "socket", "framing", "listener", "connection", "admission", "telemetry" })
	void whatMustOutliveAnOutOfMemoryErrorHasNoTables(String part) {
		assertThat(new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("io.sluice." + part)
			.stream()
			.flatMap((type) -> type.getFields().stream())
			.map(JavaField::getFullName)
			.filter((name) -> name.contains("$SwitchMap$"))).isEmpty();
	}

}
