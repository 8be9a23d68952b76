package io.sluice.routing;

import java.util.function.Predicate;

import lombok.RequiredArgsConstructor;

/**
 * A predicate over the bytes of a message, with a text that describes it.
 */
@RequiredArgsConstructor
abstract class WordedPredicate implements Predicate<byte[]> {

	private final String words;

	/** For example {@code starts-with "{" and ends-with "}"}. */
	@Override
	public final String toString() {
		return this.words;
	}

}
