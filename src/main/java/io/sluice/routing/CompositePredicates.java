package io.sluice.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.sluice.extract.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * Predicates that combine others.
 */
public final class CompositePredicates {

	/** Matches every message. */
	public static final MessagePredicate EVERY = new MessagePredicate("every message") {

		@Override
		public boolean test(MessageView message) {
			return true;
		}

		@Override
		public boolean covers(MessagePredicate other) {
			return true;
		}

	};

	private CompositePredicates() {
	}

	/**
	 * Matches a message that all given predicates match.
	 * @param predicates the predicates, tested in order; if there are none, every message
	 * matches
	 * @return the predicate
	 */
	public static MessagePredicate allOf(List<MessagePredicate> predicates) {
		return switch (predicates.size()) {
			case 0 -> EVERY;
			case 1 -> predicates.getFirst();
			default -> new All(fixedFirst(predicates));
		};
	}

	/**
	 * Put predicates by fixed bytes first: they cost least, and the index tests them
	 * first too.
	 */
	private static List<MessagePredicate> fixedFirst(List<MessagePredicate> predicates) {
		return predicates.stream().sorted(Comparator.comparing((predicate) -> predicate.anchors().isEmpty())).toList();
	}

	/**
	 * Matches a message that at least one of the given predicates matches.
	 * @param predicates the predicates, at least one
	 * @return the predicate
	 */
	public static MessagePredicate anyOf(List<MessagePredicate> predicates) {
		return (predicates.size() == 1) ? predicates.getFirst() : new Any(List.copyOf(predicates));
	}

	/**
	 * Matches a message that none of the given predicates matches.
	 * @param predicates the predicates, at least one
	 * @return the predicate
	 */
	public static MessagePredicate noneOf(List<MessagePredicate> predicates) {
		return new None(List.copyOf(predicates));
	}

	private static String join(List<MessagePredicate> predicates, String word) {
		return predicates.stream()
			.map((predicate) -> (predicate instanceof All || predicate instanceof Any) ? "(" + predicate + ")"
					: predicate.toString())
			.collect(Collectors.joining(word));
	}

	/** All of several predicates. */
	private static final class All extends MessagePredicate {

		private final List<MessagePredicate> predicates;

		All(List<MessagePredicate> predicates) {
			super(join(predicates, " and "));
			this.predicates = predicates;
		}

		@Override
		public boolean test(MessageView message) {
			for (MessagePredicate predicate : this.predicates) {
				if (!predicate.test(message)) {
					return false;
				}
			}
			return true;
		}

		@Override
		@Nullable String mismatch(MessageView message) {
			for (MessagePredicate predicate : this.predicates) {
				String mismatch = predicate.mismatch(message);
				if (mismatch != null) {
					return mismatch;
				}
			}
			return null;
		}

		@Override
		public boolean covers(MessagePredicate other) {
			return this.predicates.stream().allMatch((predicate) -> predicate.covers(other));
		}

		/** The anchors that select most. */
		@Override
		List<Anchor> findAnchors() {
			return this.predicates.stream()
				.map(MessagePredicate::anchors)
				.filter((anchors) -> !anchors.isEmpty())
				.max(Comparator.comparingInt((anchors) -> anchors.stream()
					.mapToInt((anchor) -> anchor.whole() ? Integer.MAX_VALUE : anchor.bytes().length)
					.min()
					.orElse(0)))
				.orElse(List.of());
		}

		@Override
		Lengths lengths() {
			return hasContradiction() ? Lengths.NONE
					: this.predicates.stream().map(MessagePredicate::lengths).reduce(Lengths.ANY, Lengths::and);
		}

		/**
		 * Whether two predicates require different bytes at one place.
		 */
		private boolean hasContradiction() {
			List<List<Anchor>> anchors = this.predicates.stream()
				.map(MessagePredicate::anchors)
				.filter((some) -> !some.isEmpty())
				.toList();
			return anchors.stream()
				.anyMatch((some) -> anchors.stream()
					.anyMatch(
							(others) -> some.stream().noneMatch((one) -> others.stream().anyMatch(one::isCompatible))));
		}

	}

	/** Any of several predicates. */
	private static final class Any extends MessagePredicate {

		private final List<MessagePredicate> predicates;

		Any(List<MessagePredicate> predicates) {
			super(join(predicates, " or "));
			this.predicates = predicates;
		}

		@Override
		public boolean test(MessageView message) {
			for (MessagePredicate predicate : this.predicates) {
				if (predicate.test(message)) {
					return true;
				}
			}
			return false;
		}

		@Override
		public boolean covers(MessagePredicate other) {
			return this.predicates.stream().anyMatch((predicate) -> predicate.covers(other));
		}

		@Override
		List<Anchor> findAnchors() {
			List<Anchor> all = new ArrayList<>();
			for (MessagePredicate predicate : this.predicates) {
				if (predicate.anchors().isEmpty()) {
					return List.of();
				}
				all.addAll(predicate.anchors());
			}
			return all;
		}

		@Override
		Lengths lengths() {
			return this.predicates.stream()
				.map(MessagePredicate::lengths)
				.filter((lengths) -> !lengths.isEmpty())
				.reduce(Lengths::or)
				.orElse(Lengths.NONE);
		}

	}

	/** None of one or several predicates. */
	private static final class None extends MessagePredicate {

		private final List<MessagePredicate> predicates;

		None(List<MessagePredicate> predicates) {
			super("not (" + join(predicates, " or ") + ")");
			this.predicates = predicates;
		}

		@Override
		public boolean test(MessageView message) {
			for (MessagePredicate predicate : this.predicates) {
				if (predicate.test(message)) {
					return false;
				}
			}
			return true;
		}

		@Override
		@Nullable String mismatch(MessageView message) {
			return this.predicates.stream()
				.filter((predicate) -> predicate.test(message))
				.findFirst()
				.map(Object::toString)
				.orElse(null);
		}

	}

}
