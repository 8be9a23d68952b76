package io.sluice.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Finds the name that a misspelt one probably stands for.
 */
final class NearestName {

	private NearestName() {
	}

	/**
	 * The remedy for a name that does not exist.
	 * @param name the name
	 * @param known the names that exist
	 * @return two sentences without the last full stop
	 */
	static String remedy(String name, Collection<String> known) {
		String list = "Known are: " + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known)));
		return known.stream()
			.filter((other) -> distance(name, other) <= tolerance(name))
			.min(Comparator.comparingInt((other) -> distance(name, other)))
			.map((other) -> "Did you mean '%s'? %s".formatted(other, list))
			.orElse(list);
	}

	private static int tolerance(String name) {
		return (name.length() < 3) ? 0 : (name.length() < 6) ? 1 : 2;
	}

	/**
	 * The number of characters to insert, remove, replace or swap with their neighbour.
	 */
	private static int distance(String one, String other) {
		String a = one.toLowerCase(Locale.ROOT);
		String b = other.toLowerCase(Locale.ROOT);
		int[][] costs = new int[a.length() + 1][b.length() + 1];
		for (int i = 0; i <= a.length(); i++) {
			for (int j = 0; j <= b.length(); j++) {
				costs[i][j] = (i == 0 || j == 0) ? i + j : cost(costs, a, b, i, j);
			}
		}
		return costs[a.length()][b.length()];
	}

	private static int cost(int[][] costs, String a, String b, int i, int j) {
		boolean same = a.charAt(i - 1) == b.charAt(j - 1);
		int cost = Math.min(costs[i - 1][j - 1] + (same ? 0 : 1), Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
		boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
		return swapped ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
	}

}
