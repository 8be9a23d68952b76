package io.sluice.bench;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the rounds of a measurement gave.
 *
 * @param values one a round
 */
record Samples(List<Double> values) {

	/** The largest spread that lets a value be compared with a limit, as a part of it. */
	private static final double STEADY = 0.15;

	static Samples of(double value) {
		return new Samples(List.of(value));
	}

	/**
	 * One figure of several that each round gave.
	 */
	static <T> Samples of(List<T> rounds, ToDoubleFunction<T> figure) {
		return new Samples(rounds.stream().map(figure::applyAsDouble).toList());
	}

	Samples and(Samples further) {
		return new Samples(Stream.concat(this.values.stream(), further.values.stream()).toList());
	}

	double median() {
		List<Double> sorted = this.values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	boolean isSingle() {
		return this.values.size() == 1;
	}

	/**
	 * Half the distance between the smallest and the largest.
	 */
	double spread() {
		return (max() - this.values.stream().mapToDouble(Double::doubleValue).min().orElse(0)) / 2;
	}

	double relativeSpread() {
		return spread() / median();
	}

	/**
	 * Whether the rounds spread too far.
	 */
	boolean isWide() {
		return !isSingle() && relativeSpread() > STEADY;
	}

	/**
	 * Round by round, as what disturbs the machine disturbs both.
	 */
	Samples over(Samples other) {
		return with(other, (one, two) -> one / two);
	}

	Samples plus(Samples other) {
		return with(other, Double::sum);
	}

	Samples minus(Samples other) {
		return with(other, (one, two) -> one - two);
	}

	double max() {
		return this.values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
	}

	private Samples with(Samples other, DoubleBinaryOperator operator) {
		return new Samples(IntStream.range(0, Math.min(this.values.size(), other.values.size()))
			.mapToObj((i) -> operator.applyAsDouble(this.values.get(i), other.values.get(i)))
			.toList());
	}

}
