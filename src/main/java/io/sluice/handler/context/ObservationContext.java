package io.sluice.handler.context;

import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.Scope;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Micrometer's current observation. Scopes that a handler leaves open are closed, up to
 * the scope of the request itself.
 */
final class ObservationContext implements ContextPart {

	/** All registries share the current scope of a thread, so any registry serves. */
	private final ObservationRegistry registry = ObservationRegistry.create();

	@Override
	public Runnable enter(Message<?> request) {
		Scope before = this.registry.getCurrentObservationScope();
		return () -> closeUpTo(before);
	}

	@Override
	@SuppressWarnings("MustBeClosedChecker")
	public Runnable capture() {
		Observation current = this.registry.getCurrentObservation();
		return () -> {
			if (current != null) {
				// closed by clear()
				current.openScope();
			}
		};
	}

	@Override
	public void clear() {
		closeUpTo(null);
	}

	private void closeUpTo(@Nullable Scope outer) {
		try {
			Scope scope = this.registry.getCurrentObservationScope();
			while (scope != null && scope != outer) {
				Scope previous = scope.getPreviousObservationScope();
				scope.close();
				scope = previous;
			}
		}
		finally {
			// also if an observation handler throws, or the handler has closed the scope
			// of the request
			if (this.registry.getCurrentObservationScope() != outer) {
				this.registry.setCurrentObservationScope(outer);
			}
		}
	}

}
