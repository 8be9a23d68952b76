package io.sluice.routing;

import java.util.function.Predicate;

import lombok.RequiredArgsConstructor;

/**
 * A predicate over a message's bytes that says in words what it is.
 */
@RequiredArgsConstructor
abstract class WordedPredicate implements Predicate<byte[]> {

	private final String words;

	/** Such as {@code starts-with "{" and ends-with "}"}. */
	@Override
	public final String toString() {
		return this.words;
	}

}
