package io.sluice.error;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.spi.TcpError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import org.springframework.core.retry.RetryException;
import org.springframework.integration.MessageRejectedException;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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

}
