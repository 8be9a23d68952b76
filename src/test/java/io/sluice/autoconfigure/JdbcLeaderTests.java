package io.sluice.autoconfigure;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.jdbc.lock.LockRepository;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two gateways with a listener of which only one may connect, and the locks of a
 * database.
 */
@ExtendWith(OutputCaptureExtension.class)
class JdbcLeaderTests {

	private final String database = "jdbc:h2:mem:" + UUID.randomUUID();

	private JdbcConnectionPool pool;

	private LeaderDevice device;

	@BeforeEach
	void open() throws IOException {
		this.pool = pool(this.database);
		DatabasePopulatorUtils.execute(new ResourceDatabasePopulator(
				new ClassPathResource("org/springframework/integration/jdbc/schema-h2.sql")), this.pool);
		this.device = new LeaderDevice();
	}

	@AfterEach
	void close() throws IOException {
		this.device.close();
		this.pool.dispose();
	}

	private static JdbcConnectionPool pool(String url) {
		return JdbcConnectionPool.create(url + ";DB_CLOSE_DELAY=-1", "sa", "");
	}

	private TestGateway start(String name) {
		return TestGateway.start(Application.class,
				Stream
					.concat(Stream.of("test.database=" + this.database, "sluice.cluster.lease.time-to-live=2s",
							"sluice.cluster.lease.heartbeat=200ms", "sluice.cluster.lease.margin=500ms",
							"sluice.cluster.lease.command-timeout=250ms"), Stream.of(this.device.listener(name)))
					.toArray(String[]::new));
	}

	private static Database database(TestGateway gateway) {
		return gateway.context().getBean(Database.class);
	}

	@Test
	void anotherGatewayConnectsWhenTheFirstStops(CapturedOutput output) throws IOException {
		try (TestGateway one = start("one");
				TestClient first = this.device.accept("one");
				TestGateway two = start("two")) {
			assertThat(first.request("a")).isEqualTo("a by a handler");
			assertThat(two.listener("plant").getLease().isValid()).isFalse();
			one.context().close();
			assertThat(first.readToEnd()).isEmpty();
			try (TestClient second = this.device.accept("two")) {
				assertThat(second.request("b")).isEqualTo("b by a handler");
			}
		}
		assertThat(output).doesNotContain("could not be given up", "\tat ");
	}

	@Test
	void aGatewayWhoseDatabaseFailsClosesBeforeAnotherConnects(CapturedOutput output) throws IOException {
		try (TestGateway one = start("one");
				TestClient first = this.device.accept("one");
				TestGateway two = start("two")) {
			assertThat(first.request("a")).isEqualTo("a by a handler");
			database(one).fails = true;
			// a reset, so that nothing more arrives
			first.awaitClosed();
			assertThat(two.listener("plant").openConnections().count()).isZero();
			try (TestClient second = this.device.accept("two")) {
				assertThat(second.request("b")).isEqualTo("b by a handler");
				assertThat(one.closed("lease_lost")).isOne();
			}
		}
		assertThat(output)
			.contains("[plant] the lease cannot be renewed: ", "the database is away",
					"[plant] the lease was not renewed in time")
			.doesNotContain("\tat ");
	}

	@Test
	void aGatewayWhoseDatabaseDoesNotAnswerClosesBeforeAnotherConnects(CapturedOutput output) throws IOException {
		try (TestGateway one = start("one");
				TestClient first = this.device.accept("one");
				TestGateway two = start("two")) {
			assertThat(first.request("a")).isEqualTo("a by a handler");
			database(one).hangs = true;
			first.awaitClosed();
			assertThat(two.listener("plant").openConnections().count()).isZero();
			try (TestClient second = this.device.accept("two")) {
				assertThat(second.request("b")).isEqualTo("b by a handler");
				assertThat(one.closed("lease_lost")).isOne();
				// the one that comes back late has lost the lease
				database(one).answer.countDown();
				assertThat(second.request("c")).isEqualTo("c by a handler");
				assertThat(one.listener("plant").openConnections().count()).isZero();
			}
		}
		assertThat(output).contains("[plant] the lease was not renewed in time").doesNotContain("\tat ");
	}

	/** The database as one gateway reaches it. */
	static final class Database extends DelegatingDataSource {

		private final CountDownLatch answer = new CountDownLatch(1);

		private volatile boolean fails;

		private volatile boolean hangs;

		Database(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.hangs) {
				try {
					this.answer.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					throw new SQLTransientConnectionException("interrupted", ex);
				}
			}
			if (this.fails) {
				throw new SQLTransientConnectionException("the database is away");
			}
			return super.getConnection();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean(destroyMethod = "dispose")
		JdbcConnectionPool pool(Environment environment) {
			return JdbcLeaderTests.pool(environment.getRequiredProperty("test.database"));
		}

		@Bean
		Database database(JdbcConnectionPool pool) {
			return new Database(pool);
		}

		@Bean
		PlatformTransactionManager transactions(Database database) {
			return new JdbcTransactionManager(database);
		}

		@Bean
		DefaultLockRepository repository(Database database) {
			return new DefaultLockRepository(database);
		}

		@Bean
		JdbcLockRegistry locks(LockRepository repository) {
			return new JdbcLockRegistry(repository);
		}

		@TcpHandler("answer")
		String answer(String text) {
			return text + " by a handler";
		}

	}

}
