package io.sluice.routing;

import java.util.List;

import io.sluice.extract.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * A condition that a message matches or does not match.
 */
public abstract class MessagePredicate {

	private final String words;

	private @Nullable List<Anchor> anchors;

	MessagePredicate(String words) {
		this.words = words;
	}

	/**
	 * Whether a message matches.
	 * @param message the message
	 */
	public abstract boolean test(MessageView message);

	/**
	 * Why a message does not match.
	 * @param message the message
	 * @return a text such as {@code not equals "PING"}, or {@code null} if it matches
	 */
	@Nullable String mismatch(MessageView message) {
		return test(message) ? null : "not " + this;
	}

	/**
	 * Bytes of which every matching message has at least one, to find routes without a
	 * test of each.
	 * @return the bytes, or an empty list if there are none such
	 */
	final List<Anchor> anchors() {
		List<Anchor> known = this.anchors;
		if (known == null) {
			known = findAnchors();
			this.anchors = known;
		}
		return known;
	}

	/**
	 * Find the anchors. Called once, because routes are compared with one another.
	 */
	List<Anchor> findAnchors() {
		return List.of();
	}

	/**
	 * Whether every message that matches another predicate is known to match this one.
	 * @param other the other predicate
	 */
	public boolean covers(MessagePredicate other) {
		return toString().equals(other.toString());
	}

	/**
	 * The lengths that matching messages can have.
	 */
	Lengths lengths() {
		return Lengths.ANY;
	}

	/**
	 * The length of the shortest message that can match.
	 */
	public int minLength() {
		return lengths().min();
	}

	/**
	 * Whether no message can match.
	 */
	public boolean isContradictory() {
		return lengths().isEmpty();
	}

	/**
	 * The predicate in the notation of the configuration, for example {@code equals
	 * "PING"}.
	 */
	@Override
	public final String toString() {
		return this.words;
	}

}
