package io.sluice.autoconfigure;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.ObjectName;

import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.Crowd;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nothing is left of 68,000 sessions that have had a name and an attribute, and have been
 * sent messages.
 */
class SessionLeakDrill {

	private static final int SESSIONS = 68_000;

	/** One address has too few ports for all of them. */
	private static final int ADDRESSES = 16;

	@Test
	void nothingIsLeftOfSessionsThatHaveComeAndGone() throws Exception {
		try (TestGateway gateway = TestGateway.start(Trackers.class, ".routes[0].to=login", ".correlate.by=key",
				".correlate.extract[0].field.separator=,", ".correlate.extract[0].field.index=1",
				".correlate.answers.starts-with=ANS,", ".heartbeat.every=1h", ".heartbeat.send=PING")) {
			TcpSessions sessions = gateway.context().getBean(TcpSessions.class);
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("first")).isEqualTo("LOAD");
				assertThat(instances("io.sluice.session.Session")).as("found while it is open").isOne();
				assertThat(instances(Attribute.class.getName())).isOne();
			}
			Crowd.each(SESSIONS, (number) -> visit(gateway.port(), number, sessions));
			await().untilAsserted(() -> assertThat(gateway.closed()).isEqualTo(SESSIONS + 1));
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().untilAsserted(() -> assertThat(budget.used(MemoryKind.REPLIES)).isZero());
			await().untilAsserted(() -> {
				for (String type : List.of("session.Session", "session.Heartbeat", "session.KeyedAsks", "session.Ask",
						"session.IdentityRegistry$Holders", "connection.Push", "connection.PushQueue",
						"connection.SluiceConnection")) {
					assertThat(instances("io.sluice." + type)).as(type).isZero();
				}
				assertThat(instances(Attribute.class.getName())).isZero();
			});
		}
	}

	private static void visit(int port, int number, TcpSessions sessions) throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port,
				InetAddress.getByName("127.0.2." + (1 + number % ADDRESSES)), 0);
				TestClient client = new TestClient(socket)) {
			assertThat(client.request("device-" + number)).isEqualTo("LOAD");
			TcpSession session = sessions.find("test", "device-" + number);
			switch (number % 4) {
				case 0 -> session.pushAsync("hello");
				case 1 -> session.askAsync("ASK," + number, Duration.ofMinutes(10), String.class);
				case 2 -> sessions.find("test", "device-" + number).attributes().clear();
				default -> session.identify("other name of " + number);
			}
			if (number % 2 == 0) {
				client.reset();
			}
		}
	}

	/** The live ones: the histogram is made behind a full collection. */
	private static long instances(String type) throws Exception {
		String histogram = (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
		Matcher matcher = Pattern.compile("(\\d+) +\\d+ +" + Pattern.quote(type) + "(?: |$)", Pattern.MULTILINE)
			.matcher(histogram);
		return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
	}

	/** What an application keeps in a session. */
	record Attribute(String name) {

	}

	static class Trackers {

		@TcpHandler("login")
		String login(String name, TcpSession session) {
			session.identify(name);
			session.attributes().put("device", new Attribute(name));
			return "LOAD";
		}

	}

}
