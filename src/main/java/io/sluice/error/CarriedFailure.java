package io.sluice.error;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryException;
import org.springframework.messaging.MessagingException;

/**
 * Finds the cause behind exceptions that only wrap it: they name the channel, future,
 * proxy or retry that the cause came through.
 */
final class CarriedFailure {

	private static final List<Class<? extends Throwable>> CARRIERS = List.of(MessagingException.class,
			CompletionException.class, ExecutionException.class, UndeclaredThrowableException.class,
			InvocationTargetException.class, RetryException.class);

	/**
	 * Names of classes, because the libraries may be absent or the classes not public.
	 */
	private static final Set<String> NAMED_CARRIERS = Set.of("reactor.core.Exceptions$ReactiveException",
			"reactor.core.Exceptions$CompositeException", "reactor.core.Exceptions$RetryExhaustedException",
			"org.springframework.retry.ExhaustedRetryException");

	/** The limit on a chain of causes, because it may be circular. */
	private static final int MAX_DEPTH = 20;

	private CarriedFailure() {
	}

	/**
	 * Find the exception that a failure carries.
	 * @param failure the failure
	 * @param wanted selects the exception
	 * @return the exception, or {@code null} if the failure carries none
	 */
	static @Nullable Throwable find(Throwable failure, Predicate<Throwable> wanted) {
		return find(failure, wanted, MAX_DEPTH);
	}

	private static @Nullable Throwable find(Throwable failure, Predicate<Throwable> wanted, int depth) {
		if (wanted.test(failure)) {
			return failure;
		}
		if (depth == 0 || !isCarrier(failure)) {
			return null;
		}
		Throwable cause = failure.getCause();
		if (cause != null) {
			return find(cause, wanted, depth - 1);
		}
		// Reactor keeps several failures as suppressed exceptions, without a cause
		for (Throwable one : failure.getSuppressed()) {
			Throwable found = find(one, wanted, depth - 1);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static boolean isCarrier(Throwable failure) {
		return CARRIERS.stream().anyMatch((type) -> type.isInstance(failure))
				|| NAMED_CARRIERS.contains(failure.getClass().getName()) || isMadeOfCause(failure);
	}

	/**
	 * Whether the exception was made from its cause alone, for example by {@code new
	 * RuntimeException(cause)}.
	 */
	private static boolean isMadeOfCause(Throwable failure) {
		Throwable cause = failure.getCause();
		return cause != null && (failure.getMessage() == null || failure.getMessage().equals(cause.toString()));
	}

}
