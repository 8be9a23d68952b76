package io.sluice.actuate.threads;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JVMs that cannot tell which virtual threads they have.
 */
class ThreadDumpTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					-Djdk.trackAllThreads=false | The JVM does not know its virtual threads, as it was started with -Djdk.trackAllThreads=false
					--limit-modules=java.se     | This JVM cannot dump its virtual threads: java.lang.NoClassDefFoundError: com/sun/management/HotSpotDiagnosticMXBean
					""")
	void virtualMachineThatCannotSaysSo(String argument, String message) throws Exception {
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				argument, "-cp", System.getProperty("java.class.path"), Dump.class.getName()))
			.start();
		try {
			assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
				.startsWith(message);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	static class Dump {

		public static void main(String[] args) {
			try {
				ThreadDump.read((thread) -> {
				});
			}
			catch (ThreadDumpException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

}
