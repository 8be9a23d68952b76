package io.sluice.upstream;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the failure of an attempt means.
 */
@RequiredArgsConstructor
public final class FailureSorter {

	/**
	 * Finds the exception that is meant for the client behind those that only carry it.
	 */
	private final Function<Throwable, @Nullable Throwable> meant;

	FailureKind kind(Throwable failure) {
		Throwable cause = this.meant.apply(failure);
		return switch (cause) {
			case null -> FailureKind.FAULT;
			case AttemptException attempt -> attempt.kind();
			case UpstreamException upstream -> kind(upstream.failure());
			default -> FailureKind.ANSWER;
		};
	}

	/**
	 * The failure without the exceptions that only carry it.
	 */
	Throwable cause(Throwable failure) {
		Throwable cause = this.meant.apply(failure);
		return (cause != null) ? cause : failure;
	}

	private static FailureKind kind(UpstreamException.Failure failure) {
		return switch (failure) {
			case NOT_SENT -> FailureKind.NOT_SENT;
			case UNANSWERED -> FailureKind.UNANSWERED;
			case FAILED -> FailureKind.FAILED;
			case REFUSED -> FailureKind.ANSWER;
		};
	}

	/**
	 * Select failures by their kinds.
	 * @param kinds the kinds
	 * @return accepts failures of these kinds
	 */
	public Predicate<Throwable> isOneOf(Set<FailureKind> kinds) {
		return (failure) -> kinds.contains(kind(failure));
	}

}
