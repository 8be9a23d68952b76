package io.sluice.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The command {@code examples/payment-switch/run} with the executable that the build has
 * made, on the ports of the example.
 */
@NeedsPrograms("bash")
class PaymentSwitchDrill {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	@TempDir
	private Path directory;

	private ExampleCommand command;

	@BeforeEach
	void findTheCommand() throws IOException {
		this.command = new ExampleCommand(PaymentSwitch.DIRECTORY, this.directory);
	}

	@Test
	void transcriptIsThatOfTheReadme() throws Exception {
		Process run = this.command.start("--once");
		assertThat(run.waitFor(PATIENCE)).isTrue();
		assertThat(run.exitValue()).as(this.command.errors()).isZero();
		// a node that takes long to connect misses its turn
		assertThat(anyNode(this.command.output())).isEqualTo(anyNode(PaymentSwitchTests.transcript()));
	}

	@Test
	void everyProcessEndsWithTheCommand() throws Exception {
		Process run = this.command.start();
		await().atMost(PATIENCE)
			.until(() -> !run.isAlive() || this.command.output().contains("The console of the switch"));
		List<ProcessHandle> processes = run.descendants().toList();
		assertThat(processes).as(this.command.errors()).hasSize(3);
		run.toHandle().destroy();
		assertThat(run.waitFor(PATIENCE)).isTrue();
		assertThat(processes).noneMatch(ProcessHandle::isAlive);
	}

	@Test
	void portInUseIsNamed() throws Exception {
		try (ServerSocket _ = new ServerSocket(9002, 1, InetAddress.getLoopbackAddress())) {
			Process run = this.command.start("--once");
			assertThat(run.waitFor(PATIENCE)).isTrue();
			assertThat(run.exitValue()).isOne();
			assertThat(this.command.errors()).startsWith("Port 9002 is in use.");
			assertThat(this.command.output()).isEmpty();
		}
	}

	private static String anyNode(String transcript) {
		return transcript.replaceAll("core-[12]", "core-n");
	}

}
