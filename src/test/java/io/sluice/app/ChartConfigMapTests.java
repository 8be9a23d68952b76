package io.sluice.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.sluice.chart.SluiceChart;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway in a chart with {@code existingConfigMap}: it reads the file of the
 * ConfigMap, and the values of the chart override that.
 */
class ChartConfigMapTests {

	@TempDir
	private Path directory;

	@Test
	void gatewayReadsTheFileAndValuesOverrideIt() throws Exception {
		Path file = Files.writeString(this.directory.resolve("application.yml"), """
				sluice:
				  listeners:
				    orders:
				      port: 1
				      framing: { type: crlf }
				      routes: [{ to: echo }]
				  shutdown: { timeout: 99s }
				  console: { enabled: true }
				""");
		String values = SluiceChart.render("""
				existingConfigMap: mine
				sluice: { listeners: { orders: { port: 7071 } } }
				""").configuration();
		try (RunningApplication gateway = RunningApplication.startWith(file, List.of("orders"),
				"--spring.application.json=" + values, "--server.address=127.0.0.1", "--sluice.shutdown.accept-for=0s",
				"--sluice.shutdown.close-spread=0s"); TestClient client = new TestClient(gateway.port("orders"))) {
			client.send("hello\r\n");
			assertThat(client.readLine()).startsWith("hello");
			Environment environment = gateway.context().getEnvironment();
			assertThat(environment.getProperty("sluice.shutdown.timeout")).isEqualTo("30s");
			assertThat(environment.getProperty("sluice.console.enabled")).isEqualTo("false");
			assertThat(gateway.context().containsBean("sluice.demo.connections")).isFalse();
		}
	}

}
