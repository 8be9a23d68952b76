package io.sluice.support;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Signals to other processes.
 */
public final class Signals {

	private Signals() {
	}

	/**
	 * Send a signal. A process that is stopped may run for a moment longer.
	 * @param name such as {@code STOP}
	 */
	public static void send(Process process, String name) throws IOException, InterruptedException {
		send(process.toHandle(), name);
	}

	/**
	 * Send a signal. A process that is stopped may run for a moment longer.
	 * @param name such as {@code STOP}
	 */
	public static void send(ProcessHandle process, String name) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
		assertThat(kill.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(kill.exitValue()).isZero();
	}

}
