package io.sluice.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.support.Signals;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application is told of pushes to a device that has stopped without closing its
 * connection: its process is stopped by a signal, so its system still takes bytes for it.
 */
class HalfOpenClientTests {

	private static final String FILLER = ".".repeat(60_000);

	@Test
	void aPushIsWrittenWhileTheSystemTakesItThenStuckThenNotConnected() throws Exception {
		try (TestGateway gateway = TestGateway.start(NoBeans.class, ".routes[0].to=echo", ".timeouts.push=300ms",
				".timeouts.write=1m")) {
			Process client = connect(gateway.port());
			try (BufferedReader received = client.inputReader()) {
				assertThat(received.readLine()).isEqualTo("hello");
				TcpSession session = sessions(gateway).localSessions("test").getFirst();
				assertThat(session.push("before").isWritten()).isTrue();
				assertThat(received.readLine()).isEqualTo("before");
				Signals.send(client, "STOP");
				int arriving = fill(session);
				assertThat(session.push("withdrawn"))
					.isEqualTo(new PushResult(Outcome.STUCK, session, false, "the client does not read"));
				Signals.send(client, "CONT");
				for (int i = 0; i < arriving; i++) {
					assertThat(received.readLine()).isEqualTo(i + FILLER);
				}
				await().until(() -> session.push("after").isWritten());
				assertThat(received.readLine()).isEqualTo("after");
				Signals.send(client, "KILL");
				await().until(() -> !session.isOpen());
				assertThat(session.push("gone").outcome()).isEqualTo(Outcome.NOT_CONNECTED);
			}
			finally {
				client.destroyForcibly();
			}
		}
	}

	/** A client that writes what it receives, and does no more. */
	private static Process connect(int port) throws IOException {
		return new ProcessBuilder(
				List.of("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/%d; echo hello >&3; exec cat <&3".formatted(port)))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	/** Push until one is stuck. Returns how many arrive: the last one may be in part. */
	private static int fill(TcpSession session) {
		int written = 0;
		PushResult result = session.push(written + FILLER);
		while (result.isWritten()) {
			written++;
			result = session.push(written + FILLER);
		}
		assertThat(written).as("taken by the system").isPositive();
		assertThat(result.outcome()).isEqualTo(Outcome.STUCK);
		return result.partial() ? written + 1 : written;
	}

	private static TcpSessions sessions(TestGateway gateway) {
		return gateway.context().getBean(TcpSessions.class);
	}

	static class NoBeans {

	}

}
