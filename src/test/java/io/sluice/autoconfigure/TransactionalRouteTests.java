package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sluice.ErrorCode;
import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

class TransactionalRouteTests {

	private static TestGateway start(String to, String... properties) {
		String[] all = new String[properties.length + 2];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = ".routes[0].to=" + to;
		all[properties.length + 1] = ".routes[0].transactional=true";
		return TestGateway.start(Beans.class, all);
	}

	@ParameterizedTest
	@ValueSource(strings = { "store", "flow" })
	void theReplyLeavesAfterTheCommit(String to) throws Exception {
		try (TestGateway gateway = start(to); TestClient client = gateway.connect()) {
			Transactions transactions = gateway.context().getBean(Transactions.class);
			transactions.commits = new CountDownLatch(1);
			client.send("a\n");
			await().until(() -> transactions.log.contains("commit begins"));
			assertThat(client.socket().getInputStream().available()).isZero();
			transactions.commits.countDown();
			assertThat(client.readLine()).isEqualTo("stored a true");
			assertThat(transactions.log).containsExactly("begin", "commit begins", "commit");
		}
	}

	@ParameterizedTest
	@CsvSource({ "store, ''", "flow, ''", "store, .routes[0].timeout=20s", "store, .pipeline=8" })
	void aCommitThatFailsIsAnErrorAndTheReplyIsNotSent(String to, String property) throws IOException {
		try (TestGateway gateway = property.isEmpty() ? start(to) : start(to, property);
				TestClient client = gateway.connect()) {
			Transactions transactions = gateway.context().getBean(Transactions.class);
			transactions.failing = true;
			assertThat(client.request("a")).startsWith("ERR HANDLER_ERROR");
			transactions.failing = false;
			assertThat(client.request("b")).isEqualTo("stored b true");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "store", "flow", "errors" })
	void aTargetThatFailsIsRolledBack(String to) throws IOException {
		try (TestGateway gateway = start(to); TestClient client = gateway.connect()) {
			assertThat(client.request("full")).startsWith("ERR BUSY");
			assertThat(gateway.context().getBean(Transactions.class).log).containsExactly("begin", "rollback");
		}
	}

	@Test
	void aTextIsSentAfterTheCommitToo() throws IOException {
		try (TestGateway gateway = start("silent", ".routes[0].reply.text=ACK", ".routes[0].reply.error=NAK {code}");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("ACK");
			gateway.context().getBean(Transactions.class).failing = true;
			assertThat(client.request("b")).isEqualTo("NAK HANDLER_ERROR");
		}
	}

	@Test
	void eachAttemptHasATransactionOfItsOwn() throws IOException {
		try (TestGateway gateway = start("store", ".routes[0].timeout=20s", ".routes[0].fallback=echo");
				TestClient client = gateway.connect()) {
			Transactions transactions = gateway.context().getBean(Transactions.class);
			transactions.failing = true;
			assertThat(client.request("a")).isEqualTo("a");
			assertThat(transactions.log).containsExactly("begin", "commit begins");
		}
	}

	@ParameterizedTest
	@CsvSource({ "echo, and 'echo' is neither", "later, completes after the transaction",
			"queued, hands messages over" })
	void aTargetThatGoesOnAfterTheTransactionFailsTheStart(String to, String reason) {
		assertThatException().isThrownBy(() -> start(to).close())
			.satisfies(
					(ex) -> assertThat(messages(ex)).contains("sluice.listeners.test.routes[0].transactional", reason));
	}

	@Test
	void aTransactionManagerIsNeeded() {
		assertThatException().isThrownBy(
				() -> TestGateway.start(Plain.class, ".routes[0].to=plain", ".routes[0].transactional=true").close())
			.satisfies(
					(ex) -> assertThat(messages(ex)).contains("routes[0].transactional", "PlatformTransactionManager"));
	}

	private static String messages(Throwable failure) {
		StringBuilder all = new StringBuilder();
		for (Throwable each = failure; each != null; each = each.getCause()) {
			all.append(each.getMessage()).append('\n');
		}
		return all.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@TcpHandler("plain")
		String plain(String text) {
			return text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		Transactions transactions() {
			return new Transactions();
		}

		@TcpHandler("store")
		static String store(String text) {
			if (text.equals("full")) {
				throw new TcpHandlerException(ErrorCode.BUSY, "full");
			}
			return "stored " + text + " " + TransactionSynchronizationManager.isActualTransactionActive();
		}

		@TcpHandler("silent")
		void silent(String text) {
		}

		@TcpHandler("later")
		CompletableFuture<String> later(String text) {
			return CompletableFuture.completedFuture(text);
		}

		@Bean
		IntegrationFlow flow() {
			return (definition) -> definition.handle(byte[].class,
					(payload, headers) -> store(new String(payload, StandardCharsets.UTF_8)));
		}

		@Bean
		IntegrationFlow errors() {
			return (definition) -> definition
				.handle((message) -> ((MessageChannel) message.getHeaders().getErrorChannel())
					.send(new ErrorMessage(new TcpHandlerException(ErrorCode.BUSY, "full"))));
		}

		@Bean
		IntegrationFlow queued() {
			return (definition) -> definition.channel((channels) -> channels.queue("waiting"));
		}

	}

	/** Transactions that change nothing, and remember what became of each. */
	static final class Transactions extends AbstractPlatformTransactionManager implements PlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient List<String> log = new CopyOnWriteArrayList<>();

		private transient volatile CountDownLatch commits = new CountDownLatch(0);

		private volatile boolean failing;

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.log.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.log.add("commit begins");
			try {
				assertThat(this.commits.await(1, TimeUnit.MINUTES)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			if (this.failing) {
				throw new UnexpectedRollbackException("the commit failed");
			}
			this.log.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.log.add("rollback");
		}

	}

}
