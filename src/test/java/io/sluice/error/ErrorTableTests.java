package io.sluice.error;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandlerException;
import io.sluice.process.LogLimit;
import io.sluice.spi.TcpError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import org.springframework.core.retry.RetryException;
import org.springframework.integration.MessageRejectedException;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

class ErrorTableTests {

	private static final GenericMessage<String> MESSAGE = new GenericMessage<>("");

	private final ErrorTable table = new ErrorTable("test");

	private static TcpHandlerException meant() {
		return new TcpHandlerException(ErrorCode.BUSY, "come back later");
	}

	static Stream<Throwable> carriers() {
		return Stream.of(meant(), new CompletionException(meant()), new ExecutionException("said again", meant()),
				new UndeclaredThrowableException(meant()), new InvocationTargetException(meant()),
				new RetryException("retries are exhausted", meant()),
				new MessageHandlingException(MESSAGE, "in a flow", meant()),
				new MessageHandlingException(MESSAGE, "in a flow",
						new CompletionException(new MessageDeliveryException(MESSAGE, "and another", meant()))),
				new RuntimeException(meant()), new IllegalStateException(new ExecutionException(meant())),
				new UncheckedIOException(new IOException(meant())),
				Exceptions.propagate(new ExecutionException(meant())),
				Exceptions.multiple(new IOException("the one"), new CompletionException(meant())),
				catchThrowable(() -> Mono.error(meant()).retryWhen(Retry.max(1)).block()));
	}

	@ParameterizedTest
	@MethodSource("carriers")
	void exceptionForTheClientIsFoundBehindWhatCarriesIt(Throwable failure) {
		assertThat(this.table.errorOf(failure, null))
			.isEqualTo(new TcpError("test", ErrorCode.BUSY, "come back later", null));
	}

	static Stream<Throwable> defects() {
		return Stream.of(new IllegalStateException("the handler has something of its own to say", meant()),
				new CompletionException(new IOException("secret")), new MessagingException("secret"),
				new MessageRejectedException(MESSAGE, "secret"), new RuntimeException(), new StackOverflowError(),
				Exceptions.multiple(new IOException("secret"), new IOException("another")));
	}

	@ParameterizedTest
	@MethodSource("defects")
	void anyOtherExceptionIsADefectWithoutText(Throwable failure) {
		assertThat(this.table.errorOf(failure, null))
			.isEqualTo(new TcpError("test", ErrorCode.HANDLER_ERROR, "the request could not be handled", null));
	}

	@Test
	@Timeout(60)
	void ringOfCausesHasAnEnd() {
		RuntimeException first = new RuntimeException();
		first.initCause(new CompletionException(first));
		assertThat(this.table.errorOf(first, null).code()).isEqualTo(ErrorCode.HANDLER_ERROR);
	}

	@Test
	void defectIsLoggedWithItsStackTraceOnceAndThenCounted() {
		AtomicLong now = new AtomicLong(-5);
		ErrorTable counting = new ErrorTable("counting", now::get);
		try (Recorded log = new Recorded()) {
			for (int i = 0; i < 1000; i++) {
				counting.errorOf(defect("a"), request("orders"));
			}
			counting.sweep(now.addAndGet(LogLimit.PERIOD_NANOS - 1));
			assertThat(log.lines("counting")).singleElement(STRING)
				.contains("request failed in route 'orders'", "are counted", "\tat Orders.order(Orders.java:1)");
			counting.errorOf(defect("b"), request("orders"));
			counting.sweep(now.addAndGet(1));
			counting.errorOf(defect("c"), request("orders"));
			assertThat(log.lines("counting")).hasSize(2)
				.last(STRING)
				.contains("request failed in route 'orders' 1000 more times: java.lang.IllegalStateException: b")
				.doesNotContain("\tat ");
			counting.errorOf(defect("d"), request("orders"));
			counting.sweep(now.addAndGet(LogLimit.PERIOD_NANOS));
			assertThat(log.lines("counting")).hasSize(3).last(STRING).contains("2 more times");
			counting.sweep(now.addAndGet(LogLimit.PERIOD_NANOS));
			assertThat(log.lines("counting")).as("nothing has failed since").hasSize(3);
		}
	}

	@Test
	void restIsReportedWhenTheListenerStops() {
		ErrorTable table = new ErrorTable("stopping");
		try (Recorded log = new Recorded()) {
			for (int i = 0; i < 3; i++) {
				table.errorOf(defect("a"), request("orders"));
			}
			table.reportRest();
			assertThat(log.lines("stopping")).hasSize(2).last(STRING).contains("2 more times");
			table.reportRest();
			assertThat(log.lines("stopping")).hasSize(2);
		}
	}

	@Test
	void kindWithoutFailuresForAnHourIsNewAgain() {
		AtomicLong now = new AtomicLong();
		ErrorTable table = new ErrorTable("forgetting", now::get);
		try (Recorded log = new Recorded()) {
			table.errorOf(defect("a"), request("orders"));
			table.sweep(now.addAndGet(DefectLog.MEMORY_NANOS - 1));
			table.errorOf(defect("a"), request("orders"));
			table.sweep(now.get());
			assertThat(log.lines("forgetting")).hasSize(2).last(STRING).contains("1 more times");
			table.sweep(now.addAndGet(DefectLog.MEMORY_NANOS));
			table.errorOf(defect("a"), request("orders"));
			assertThat(log.lines("forgetting")).hasSize(3).last(STRING).contains("\tat ");
		}
	}

	@Test
	void causeThatAHandlerWrapsIsAKindOfItsOwn() {
		ErrorTable table = new ErrorTable("causes");
		try (Recorded log = new Recorded()) {
			for (Throwable cause : List.of(new NullPointerException(), new IOException("disk full"))) {
				RuntimeException wrapped = defect("order failed");
				wrapped.initCause(cause);
				table.errorOf(wrapped, request("orders"));
			}
			assertThat(log.lines("causes")).hasSize(2).last(STRING).contains("disk full", "\tat ");
		}
	}

	@Test
	void eachKindOfDefectHasAStackTraceOfItsOwn() {
		ErrorTable table = new ErrorTable("kinds");
		try (Recorded log = new Recorded()) {
			table.errorOf(defect("a"), request("orders"));
			table.errorOf(defect("a"), request("returns"));
			table.errorOf(new IllegalArgumentException("a"), request("orders"));
			table.errorOf(new IllegalStateException("thrown elsewhere"), request("orders"));
			table.errorOf(defect("a"), null);
			table.errorOf(catchThrowable(() -> Integer.parseInt("a")), request("orders"));
			table.errorOf(catchThrowable(() -> Integer.parseInt("a")), request("orders"));
			assertThat(log.lines("kinds")).as("two calls of one method of the JDK, too")
				.hasSize(7)
				.allMatch((line) -> line.contains("\tat "));
		}
	}

	@Test
	void kindsBeyondALimitAreCountedTogetherUntilOldOnesMakeRoom() {
		AtomicLong now = new AtomicLong();
		ErrorTable table = new ErrorTable("many", now::get);
		try (Recorded log = new Recorded()) {
			for (int i = 0; i < 2000; i++) {
				table.errorOf(defect("a"), request("route" + i));
			}
			assertThat(log.lines("many")).hasSize(DefectLog.MAX_KINDS + 1)
				.last(STRING)
				.contains("route 'route500'", "all other new kinds", "\tat ");
			table.errorOf(defect("a"), request("route7"));
			table.sweep(now.addAndGet(LogLimit.PERIOD_NANOS));
			assertThat(log.lines("many")).hasSize(DefectLog.MAX_KINDS + 3)
				.anyMatch((line) -> line.contains("request failed in route 'route7' 1 more times"))
				.anyMatch((line) -> line.contains("1499 more requests failed, of several kinds")
						&& line.contains("the latest in route 'route1999'"));
			table.sweep(now.addAndGet(LogLimit.PERIOD_NANOS));
			table.errorOf(defect("a"), request("route1999"));
			assertThat(log.lines("many")).last(STRING).contains("route 'route1999'; the next failures of this kind");
		}
	}

	@Test
	void failingLogAffectsNeitherTheClientNorTheSweeper() {
		AtomicLong now = new AtomicLong();
		ErrorTable table = new ErrorTable("failing", now::get);
		try (Recorded log = new Recorded()) {
			log.failing = true;
			table.errorOf(defect("a"), request("orders"));
			table.errorOf(defect("a"), request("orders"));
			assertThatNoException().isThrownBy(() -> table.sweep(now.addAndGet(LogLimit.PERIOD_NANOS)));
			table.errorOf(defect("a"), request("orders"));
			assertThatNoException().isThrownBy(table::reportRest);
			assertThat(log.lines("failing")).isEmpty();
		}
	}

	private static IllegalStateException defect(String message) {
		IllegalStateException defect = new IllegalStateException(message);
		defect.setStackTrace(
				new StackTraceElement[] { new StackTraceElement("Orders", "order", "Orders.java", message.length()) });
		return defect;
	}

	private static Message<byte[]> request(String route) {
		return MessageBuilder.withPayload(new byte[0]).setHeader(SluiceHeaders.ROUTE, route).build();
	}

	/** The log of error replies, at ERROR. */
	private static final class Recorded extends ListAppender<ILoggingEvent> implements AutoCloseable {

		private boolean failing;

		private final Logger logger = (Logger) LoggerFactory.getLogger("io.sluice.reply");

		Recorded() {
			start();
			this.logger.addAppender(this);
		}

		@Override
		public synchronized void doAppend(ILoggingEvent event) {
			if (this.failing) {
				throw new IllegalStateException("the appender fails");
			}
			super.doAppend(event);
		}

		/** Of other tests, too, so of one listener. */
		List<String> lines(String listener) {
			return this.list.stream()
				.filter((event) -> event.getLevel() == Level.ERROR)
				.filter((event) -> event.getFormattedMessage().startsWith("[" + listener + "]"))
				.map((event) -> event.getFormattedMessage() + "\n"
						+ ThrowableProxyUtil.asString(event.getThrowableProxy()))
				.toList();
		}

		@Override
		public void close() {
			this.logger.detachAppender(this);
		}

	}

}
