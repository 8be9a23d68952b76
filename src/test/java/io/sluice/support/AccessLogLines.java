package io.sluice.support;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the logger of the access log says.
 */
public final class AccessLogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("sluice.access");

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final ReentrantLock gate = new ReentrantLock();

	/**
	 * Listen from now on. An application's start lets go of those who listened before.
	 */
	public void listen() {
		start();
		this.logger.addAppender(this);
	}

	/**
	 * Listen from now on, and keep the lines from the console, which shows what commands
	 * print.
	 */
	public void listenAlone() {
		this.logger.setAdditive(false);
		listen();
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.gate.lock();
		try {
			this.lines.add(event.getFormattedMessage());
		}
		finally {
			this.gate.unlock();
		}
	}

	/**
	 * Let whoever writes wait until {@link #release()}.
	 */
	public void hold() {
		this.gate.lock();
	}

	public void release() {
		this.gate.unlock();
	}

	public List<String> now() {
		return List.copyOf(this.lines);
	}

	public int count() {
		return this.lines.size();
	}

	/**
	 * The next line.
	 */
	public Line awaitOne() {
		try {
			String line = this.lines.poll(30, TimeUnit.SECONDS);
			assertThat(line).as("a line of the access log").isNotNull().doesNotContain("\n");
			return new Line(JsonMapper.shared().readTree(line));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setAdditive(true);
	}

	/**
	 * One line.
	 *
	 * @param json what it says
	 */
	public record Line(JsonNode json) {

		public Line has(String path, Object value) {
			assertThat(at(path).asString()).as("%s of %s", path, this.json).isEqualTo(String.valueOf(value));
			return this;
		}

		public Line hasNo(String path) {
			assertThat(at(path).isMissingNode()).as("no %s in %s", path, this.json).isTrue();
			return this;
		}

		/**
		 * It began and ended within the last minutes, and in that order.
		 */
		public Line isInTime() {
			Instant start = Instant.parse(at("event.start").asString());
			Instant end = Instant.parse(at("@timestamp").asString());
			assertThat(Duration.between(start, end).toNanos()).isEqualTo(at("event.duration").asLong());
			assertThat(start).isBetween(Instant.now().minusSeconds(300), end);
			return this;
		}

		private JsonNode at(String path) {
			return this.json.at("/" + path.replace('.', '/'));
		}

	}

}
