package io.sluice.handler.context;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The thread-locals that are registered with Micrometer's {@link ContextRegistry}. A
 * handler finds them unchanged, and they are restored after it.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.handler")
public final class PropagatedContext implements ContextPart {

	private final ContextRegistry registry;

	/** The keys of accessors that have failed; each is warned about once. */
	private final Set<Object> failed = ConcurrentHashMap.newKeySet();

	@Override
	public Runnable enter(Message<?> request) {
		Map<ThreadLocalAccessor<?>, Object> values = values();
		return () -> restore(values);
	}

	@Override
	public Runnable capture() {
		Map<ThreadLocalAccessor<?>, Object> values = values();
		return () -> values.forEach(this::set);
	}

	@SuppressWarnings("unchecked")
	private <V> void set(ThreadLocalAccessor<V> accessor, Object value) {
		try {
			accessor.setValue((V) value);
		}
		catch (Throwable ex) {
			warn(accessor, ex);
		}
	}

	private Map<ThreadLocalAccessor<?>, Object> values() {
		Map<ThreadLocalAccessor<?>, Object> before = null;
		for (ThreadLocalAccessor<?> accessor : accessors()) {
			Object value = valueOf(accessor);
			if (value != null) {
				before = (before != null) ? before : new IdentityHashMap<>();
				before.put(accessor, value);
			}
		}
		return (before != null) ? before : Map.of();
	}

	@Override
	public void clear() {
		restore(Map.of());
	}

	private List<ThreadLocalAccessor<?>> accessors() {
		return this.registry.getThreadLocalAccessors();
	}

	private @Nullable Object valueOf(ThreadLocalAccessor<?> accessor) {
		try {
			// observations are scopes, see ObservationContext
			return accessor.key().equals(ObservationThreadLocalAccessor.KEY) ? null : accessor.getValue();
		}
		catch (Throwable ex) {
			warn(accessor, ex);
			return null;
		}
	}

	private void restore(Map<ThreadLocalAccessor<?>, Object> values) {
		for (ThreadLocalAccessor<?> accessor : accessors()) {
			Object before = values.get(accessor);
			if (!Objects.equals(valueOf(accessor), before)) {
				restore(accessor, before);
			}
		}
	}

	@SuppressWarnings("unchecked")
	private <V> void restore(ThreadLocalAccessor<V> accessor, @Nullable Object before) {
		try {
			if (before != null) {
				accessor.restore((V) before);
			}
			else {
				accessor.restore();
			}
		}
		catch (Throwable ex) {
			warn(accessor, ex);
		}
	}

	private void warn(ThreadLocalAccessor<?> accessor, Throwable failure) {
		if (this.failed.add(accessor.getClass())) {
			log.warn("The thread-local of {} cannot be read or restored, which is ignored",
					accessor.getClass().getName(), failure);
		}
	}

}
