package io.sluice.support;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;

/**
 * The knots of a package: groups of more than two types that all need one another, so
 * that none can be read, tested or moved without the others. A nested type is a part of
 * its top-level type, and a sealed type is one with the types that it permits.
 */
public final class Knots {

	private static final int LARGEST = 2;

	/** Each top-level type, by name, and the one that stands for it and its like. */
	private final Map<String, String> groups = new TreeMap<>();

	/** What each group uses of its package. */
	private final Map<String, Set<String>> uses = new TreeMap<>();

	private final Map<String, Integer> indices = new HashMap<>();

	/** The lowest index of those that a group leads to and that lead to it. */
	private final Map<String, Integer> lowest = new HashMap<>();

	private final Deque<String> path = new ArrayDeque<>();

	private final List<Set<String>> found = new ArrayList<>();

	private Knots(Iterable<JavaClass> types) {
		types.forEach((type) -> this.groups.put(nameOf(type), nameOf(type)));
		types.forEach(this::joinPermitted);
		types.forEach(this::addUses);
	}

	/**
	 * Find the knots.
	 * @param types all types, of any number of packages
	 * @return the names of each knot's types, one for each sealed type
	 */
	public static List<Set<String>> find(Iterable<JavaClass> types) {
		Knots knots = new Knots(types);
		knots.uses.keySet().forEach((group) -> {
			if (!knots.indices.containsKey(group)) {
				knots.visit(group);
			}
		});
		return knots.found;
	}

	private static String nameOf(JavaClass type) {
		return topLevel(type).getName();
	}

	private static JavaClass topLevel(JavaClass type) {
		return type.getEnclosingClass().map(Knots::topLevel).orElse(type.getBaseComponentType());
	}

	private void joinPermitted(JavaClass type) {
		String group = groupOf(nameOf(type));
		type.getPermittedSubclasses()
			.ifPresent((permitted) -> permitted.forEach((subtype) -> join(groupOf(nameOf(subtype)), group)));
	}

	private void join(String from, String to) {
		this.groups.replaceAll((type, group) -> group.equals(from) ? to : group);
	}

	private String groupOf(String type) {
		return this.groups.getOrDefault(type, type);
	}

	private void addUses(JavaClass type) {
		Set<String> used = this.uses.computeIfAbsent(groupOf(nameOf(type)), (group) -> new TreeSet<>());
		type.getDirectDependenciesFromSelf()
			.stream()
			.map(Dependency::getTargetClass)
			.filter((target) -> target.getPackageName().equals(type.getPackageName()))
			.forEach((target) -> used.add(groupOf(nameOf(target))));
	}

	/** Tarjan's algorithm: a group that leads to nothing before it closes a knot. */
	private void visit(String group) {
		int index = this.indices.size();
		this.indices.put(group, index);
		this.lowest.put(group, index);
		this.path.push(group);
		for (String used : this.uses.getOrDefault(group, Set.of())) {
			if (!this.indices.containsKey(used)) {
				visit(used);
				this.lowest.merge(group, this.lowest.get(used), Math::min);
			}
			else if (this.path.contains(used)) {
				this.lowest.merge(group, this.indices.get(used), Math::min);
			}
		}
		if (this.lowest.get(group) == index) {
			close(group);
		}
	}

	private void close(String first) {
		Set<String> knot = new HashSet<>();
		String last;
		do {
			last = this.path.pop();
			knot.add(last);
		}
		while (!last.equals(first));
		if (knot.size() > LARGEST) {
			this.found.add(knot);
		}
	}

}
