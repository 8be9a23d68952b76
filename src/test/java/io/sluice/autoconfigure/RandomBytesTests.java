package io.sluice.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.sluice.framing.FramingOptions;
import io.sluice.framing.FramingType;
import io.sluice.spi.Framing;
import io.sluice.support.Crowd;
import io.sluice.support.LogWatch;
import io.sluice.support.RandomTraffic;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that send anything at all, in every framing, in TLS and instead of it: others
 * are served, and nothing of it is for an operator to read.
 */
class RandomBytesTests {

	private static final long SEED = 20_260_104L;

	private static final int CLIENTS = 300;

	private static final int TLS_CLIENTS = 60;

	private static final int MAX_SIZE = 1024;

	private static final int FIXED_SIZE = 16;

	private static final byte[] DELIMITER = { 0x1e, '\r' };

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "BEAN", "SPRING", "UNTIL_CLOSE", "FIRST_OF" })
	void randomBytesHarmNobody(FramingType type) throws Exception {
		try (TestGateway gateway = TestGateway.start(RandomBytesTests.class, properties(type))) {
			sendRandomBytes(gateway, type, CLIENTS, gateway::connect);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "BEAN", "SPRING", "UNTIL_CLOSE", "FIRST_OF" })
	void randomBytesInsideTlsHarmNobody(FramingType type) throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(RandomBytesTests.class, tls.properties(properties(type)))) {
			sendRandomBytes(gateway, type, TLS_CLIENTS, () -> tls.connect(gateway.port()));
			assertThat(gateway.closed("handshake_failed")).isZero();
		}
	}

	@Test
	void randomBytesInsteadOfAHandshakeHarmNobody() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		byte[] hello = tls.clientHello();
		try (TestGateway gateway = TestGateway.start(RandomBytesTests.class,
				tls.properties(properties(FramingType.LINE))); LogWatch log = LogWatch.begin()) {
			Crowd.each(CLIENTS * 4, (number) -> {
				Random random = new Random(SEED + number);
				byte[] bytes = (number % 3 == 0) ? RandomTraffic.randomBytes(random, random.nextInt(1, 1000))
						: RandomTraffic.damage(hello, random);
				sendAndLeave(gateway.connect(), bytes, random);
			});
			assertQuietAndServed(gateway, FramingType.LINE, log, () -> tls.connect(gateway.port()));
			assertThat(gateway.closed("handshake_failed")).isPositive();
		}
	}

	private static void sendRandomBytes(TestGateway gateway, FramingType type, int clients, Connector connector)
			throws Exception {
		RandomTraffic traffic = new RandomTraffic(type, framing(type));
		try (LogWatch log = LogWatch.begin()) {
			Crowd.each(clients, (number) -> {
				Random random = new Random(SEED + number);
				sendAndLeave(connector.connect(), traffic.next(random), random);
			});
			assertThat(gateway.requests("echo", "ok")).as("some of it is frames").isPositive();
			assertQuietAndServed(gateway, type, log, connector);
		}
	}

	/**
	 * Most clients wait until the gateway has closed, as whatever it makes of the bytes
	 * is done by then; the others leave in the midst of it.
	 */
	private static void sendAndLeave(TestClient client, byte[] bytes, Random random) throws IOException {
		try {
			client.send(bytes);
			switch (random.nextInt(4)) {
				case 0 -> client.reset();
				case 1 -> client.close();
				default -> client.endOutput().awaitClosed();
			}
		}
		catch (IOException ex) {
			// the gateway was faster to close than the client to send
			client.close();
		}
	}

	private static void assertQuietAndServed(TestGateway gateway, FramingType type, LogWatch log, Connector connector)
			throws IOException {
		await().untilAsserted(() -> assertThat(gateway.meter("sluice.connections.active")).isZero());
		try (TestClient client = connector.connect()) {
			ByteArrayOutputStream frame = new ByteArrayOutputStream();
			framing(type).write(RandomTraffic.message(type), frame);
			client.send(frame.toByteArray());
			assertThat(client.read(frame.size())).isEqualTo(frame.toByteArray());
		}
		log.assertQuiet("random bytes in framing %s, seed %d".formatted(type, SEED));
		assertThat(gateway.closed("server_error")).as("framing %s, seed %d", type, SEED).isZero();
	}

	private static String[] properties(FramingType type) {
		List<String> properties = new ArrayList<>(
				List.of(".framing.type=" + type.kebab(), ".framing.max-size=" + MAX_SIZE + "B", ".routes[0].to=echo"));
		switch (type) {
			case DELIMITER -> properties.add(".framing.delimiter=0x1e0d");
			case FIXED -> properties.add(".framing.size=" + FIXED_SIZE + "B");
			default -> {
				// needs no option
			}
		}
		return properties.toArray(String[]::new);
	}

	private static Framing framing(FramingType type) {
		return type.create(new FramingOptions(MAX_SIZE, DELIMITER, FramingOptions.DEFAULT_HEADER_SIZE,
				ByteOrder.BIG_ENDIAN, false, FramingOptions.DEFAULT_DIGITS, FIXED_SIZE));
	}

	@FunctionalInterface
	interface Connector {

		TestClient connect() throws IOException;

	}

}
