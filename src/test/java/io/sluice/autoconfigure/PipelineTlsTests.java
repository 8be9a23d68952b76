package io.sluice.autoconfigure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sluice.TcpHandler;
import io.sluice.support.Drains;
import io.sluice.support.Tls13Client;
import io.sluice.support.TlsClients;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several requests at once over TLS, which waits for input within a read.
 */
class PipelineTlsTests {

	@TempDir
	private Path directory;

	private TlsClients tls;

	@BeforeEach
	void makeCertificate() throws Exception {
		this.tls = new TlsClients(this.directory);
	}

	private TestGateway start() {
		return TestGateway.start(Handlers.class, this.tls.properties(".pipeline=4", ".routes[0].to=held"));
	}

	@Test
	void replyLeavesWhileAnotherRequestIsHalfRead() throws Exception {
		try (TestGateway gateway = start(); Tls13Client client = new Tls13Client(gateway.port(), 65536)) {
			Handlers handlers = gateway.context().getBean(Handlers.class);
			client.send(client.data("one\n"));
			await().until(() -> handlers.started.getCount() == 1);
			byte[] next = client.data("two\n");
			client.send(Arrays.copyOf(next, 10));
			handlers.release.countDown();
			assertThat(client.readLine()).isEqualTo("one");
			client.send(Arrays.copyOfRange(next, 10, next.length));
			assertThat(client.readLine()).isEqualTo("two");
		}
	}

	@Test
	void drainAnswersWhileAnotherRequestIsHalfRead() throws Exception {
		TestGateway gateway = start();
		CompletableFuture<Void> stop;
		try (Tls13Client client = new Tls13Client(gateway.port(), 65536)) {
			Handlers handlers = gateway.context().getBean(Handlers.class);
			client.send(client.data("one\n"));
			await().until(() -> handlers.started.getCount() == 1);
			client.send(Arrays.copyOf(client.data("two\n"), 10));
			stop = Drains.begin(gateway::close);
			handlers.release.countDown();
			assertThat(client.readLine()).isEqualTo("one");
		}
		stop.get(1, TimeUnit.MINUTES);
	}

	static class Handlers {

		private final CountDownLatch started = new CountDownLatch(2);

		private final CountDownLatch release = new CountDownLatch(1);

		@TcpHandler("held")
		String hold(String request) throws InterruptedException {
			this.started.countDown();
			this.release.await();
			return request;
		}

	}

}
