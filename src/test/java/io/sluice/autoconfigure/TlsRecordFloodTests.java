package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.sluice.CloseReason;
import io.sluice.TcpHandler;
import io.sluice.listener.ConnectionRegistry;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Tls13Client;
import io.sluice.support.TlsClients;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that send TLS records without data, which TLS reads and answers within one
 * read: they escape no deadline, and keep nothing from others.
 */
class TlsRecordFloodTests {

	/** So that a client is found by something else. */
	private static final String ANY_OVERHEAD = ".limits.max-overhead=1GB";

	/** More than the system keeps of what a client does not read. */
	private static final int MANY = 1000;

	private static final int SMALL_WINDOW = 4096;

	private static final int LARGE_WINDOW = 1024 * 1024;

	/** As many as there may be writers, and some. */
	private static final int CROWD = 70;

	@TempDir
	private Path directory;

	private final List<Tls13Client> clients = new ArrayList<>();

	private TlsClients tls;

	@BeforeEach
	void makeCertificate() throws Exception {
		this.tls = new TlsClients(this.directory);
	}

	@AfterEach
	void disconnect() throws IOException {
		for (Tls13Client client : this.clients) {
			client.close();
		}
	}

	@Test
	void clientWithRecordsOfItsOwnIsAnswered() throws Exception {
		try (TestGateway gateway = start()) {
			Tls13Client client = connect(gateway, LARGE_WINDOW);
			client.send(client.data("hello\n"));
			assertThat(client.readLine()).isEqualTo("hello");
			client.send(client.keyUpdates(3, true)).send(client.data("with other keys\n"));
			assertThat(client.readLine()).isEqualTo("with other keys");
		}
	}

	@Test
	@Waiting
	void answersThatTlsWritesWithinAReadAreUnderTheWriteDeadline() throws Exception {
		try (TestGateway gateway = start(ANY_OVERHEAD, ".timeouts.write=1s")) {
			floodUnread(gateway);
			awaitClosed(gateway, "write_timeout", 1);
		}
	}

	@ParameterizedTest
	@CsvSource({ ".timeouts.idle=1s, idle_timeout", ".timeouts.max-age=2s, max_age" })
	@Waiting
	void clientThatReadsNoAnswersCannotProlongItsTime(String limit, String reason) throws Exception {
		try (TestGateway gateway = start(ANY_OVERHEAD, ".timeouts.write=5s", limit)) {
			floodUnread(gateway);
			awaitClosed(gateway, reason, 1);
		}
	}

	@ParameterizedTest
	@CsvSource({ ".timeouts.idle=1s, idle_timeout", ".timeouts.max-age=2s, max_age" })
	@Waiting
	void clientThatNeverStopsSendingThemCannotProlongItsTime(String limit, String reason) throws Exception {
		try (TestGateway gateway = start(ANY_OVERHEAD, limit)) {
			floodWithoutEnd(gateway);
			awaitClosed(gateway, reason, 1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Waiting
	void operatorEndsAClientThatSendsThem(boolean unread) throws Exception {
		try (TestGateway gateway = start(ANY_OVERHEAD, ".timeouts.write=5s")) {
			if (unread) {
				floodUnread(gateway);
			}
			else {
				floodWithoutEnd(gateway);
			}
			finishAll(gateway);
			awaitClosed(gateway, "operator", 1);
		}
	}

	@Test
	void listenerStopsBesideClientsThatSendThem() throws Exception {
		try (TestGateway gateway = start(ANY_OVERHEAD, "sluice.shutdown.timeout=1s")) {
			floodUnread(gateway);
			floodWithoutEnd(gateway);
			gateway.listener("test").stop();
			assertThat(gateway.closed("draining")).isEqualTo(2);
		}
	}

	@Test
	void recordsWithoutDataAreLimited() throws Exception {
		try (TestGateway gateway = start(".limits.max-overhead=2KB")) {
			Tls13Client client = connect(gateway, LARGE_WINDOW);
			for (int i = 0; i < 10; i++) {
				byte[] records = client.keyUpdates(50, false);
				client.send(records).send(client.data("data\n"));
				assertThat(client.readLine()).as("with %d bytes before it", records.length).isEqualTo("data");
			}
			assertThat(gateway.closed()).isZero();
			client.send(client.keyUpdates(150, false));
			awaitClosed(gateway, "overhead_limit", 1);
		}
	}

	@Test
	@Waiting
	void recordOfWhichTheRestDoesNotComeIsAFrameThatIsLate() throws Exception {
		try (TestGateway gateway = start(".timeouts.frame=1s", ".timeouts.idle=0s")) {
			Tls13Client client = connect(gateway, LARGE_WINDOW);
			byte[] record = client.data("hello\n");
			client.send(Arrays.copyOf(record, record.length - 1));
			awaitClosed(gateway, "frame_timeout", 1);
		}
	}

	/**
	 * Virtual threads are not pre-empted: what TLS reads in a loop of its own would keep
	 * its carrier.
	 */
	@Test
	void clientsThatNeverStopSendingThemKeepNobodyFromItsReply() throws Exception {
		try (TestGateway gateway = start(ANY_OVERHEAD)) {
			for (int i = 0; i < 6; i++) {
				floodWithoutEnd(gateway);
			}
			try (TestClient client = this.tls.connect(gateway.port())) {
				for (int i = 0; i < 20; i++) {
					assertThat(client.request("PING " + i)).isEqualTo("PING " + i);
				}
			}
			awaitClosed(gateway, "client_closed", 1);
			assertThat(gateway.closed()).isOne();
		}
	}

	/**
	 * A writer that waited for a client would not be there for others.
	 */
	@Test
	void clientsThatReadNothingKeepNoTimeoutFromBeingAnswered() throws Exception {
		try (TestGateway gateway = start(ANY_OVERHEAD, ".timeouts.write=10m", ".timeouts.handshake=1m",
				".request-timeout=500ms")) {
			for (int i = 0; i < CROWD; i++) {
				floodUnread(gateway);
			}
			awaitBlocked();
			finishAll(gateway);
			try (TestClient client = this.tls.connect(gateway.port())) {
				assertThat(client.request("hang")).startsWith("ERR TIMEOUT");
			}
			assertThat(gateway.meter("sluice.connections.active")).as("those that read nothing")
				.isGreaterThanOrEqualTo(64);
			// or the gateway waits for them when it stops
			disconnect();
		}
	}

	private TestGateway start(String... more) {
		TestGateway gateway = TestGateway.start(Hanging.class, this.tls.properties(with(more)));
		// or it takes a hundred thousand answers to fill it
		gateway.listener("test").setSoSendBufferSize(SMALL_WINDOW);
		return gateway;
	}

	private static String[] with(String... more) {
		List<String> all = new ArrayList<>(
				List.of(".routes[0].when.equals=hang", ".routes[0].to=hang", ".routes[1].to=echo"));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	private Tls13Client connect(TestGateway gateway, int receiveBuffer) throws IOException, GeneralSecurityException {
		Tls13Client client = new Tls13Client(gateway.port(), receiveBuffer);
		this.clients.add(client);
		return client;
	}

	/**
	 * Ask for more answers than fit anywhere, and read none.
	 */
	private void floodUnread(TestGateway gateway) throws IOException, GeneralSecurityException {
		Tls13Client client = connect(gateway, SMALL_WINDOW);
		client.send(client.keyUpdates(MANY, true));
	}

	/**
	 * Send as fast as the gateway reads.
	 */
	private void floodWithoutEnd(TestGateway gateway) throws IOException, GeneralSecurityException {
		Tls13Client client = connect(gateway, LARGE_WINDOW);
		Thread.ofPlatform().daemon().start(() -> {
			try {
				while (true) {
					client.send(client.keyUpdates(100, false));
				}
			}
			catch (IOException | GeneralSecurityException ex) {
				// closed, by either end
			}
		});
	}

	/**
	 * Wait until the gateway can write no more.
	 */
	private void awaitBlocked() {
		AtomicLong before = new AtomicLong(-1);
		await().pollInterval(Duration.ofSeconds(1)).until(() -> {
			long now = 0;
			for (Tls13Client client : this.clients) {
				now += client.available();
			}
			return now == before.getAndSet(now);
		});
	}

	private static void finishAll(TestGateway gateway) {
		ConnectionRegistry open = gateway.listener("test").openConnections();
		open.infos().forEach((info) -> open.finish(info.client().connectionId(), CloseReason.OPERATOR));
	}

	private static void awaitClosed(TestGateway gateway, String reason, int count) {
		await().untilAsserted(() -> assertThat(gateway.closed(reason)).isEqualTo(count));
		assertThat(gateway.closed()).isEqualTo(count);
	}

	static class Hanging {

		@TcpHandler("hang")
		String hang() throws InterruptedException {
			new CountDownLatch(1).await();
			return "late";
		}

	}

}
