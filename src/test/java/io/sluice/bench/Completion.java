package io.sluice.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Knows whether all measurements of a class were made: some may have failed, or have been
 * left out.
 */
final class Completion implements TestWatcher {

	private final Set<String> made = new HashSet<>();

	@Override
	public void testSuccessful(ExtensionContext context) {
		this.made.add(context.getRequiredTestMethod().getName());
	}

	boolean isComplete(Class<?> measurements) {
		return Arrays.stream(measurements.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.allMatch((method) -> this.made.contains(method.getName()));
	}

}
