package io.sluice.telemetry;

import io.sluice.spi.RequestObserver;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * An application's observer, shielded from requests. If the observer fails at the
 * beginning of a request, the request is not observed.
 */
@RequiredArgsConstructor
final class GuardedRequestObserver implements RequestObserver {

	private final RequestObserver observer;

	private final PluginGuard guard;

	static RequestObserver of(String listener, RequestObserver observer) {
		return (observer != NONE)
				? new GuardedRequestObserver(observer, new PluginGuard(listener, "the request observer")) : NONE;
	}

	@Override
	public Observed begin(Message<byte[]> request) {
		try {
			Observed observed = this.observer.begin(request);
			return (observed != Observed.NOTHING) ? new GuardedObserved(observed, this.guard) : observed;
		}
		catch (Throwable ex) {
			this.guard.ignore(ex);
			return Observed.NOTHING;
		}
	}

	@RequiredArgsConstructor
	private static final class GuardedObserved implements Observed {

		private final Observed observed;

		private final PluginGuard guard;

		@Override
		public Scope enter() {
			try {
				Scope scope = this.observed.enter();
				return (scope != Scope.NOTHING) ? () -> this.guard.run(scope::leave) : scope;
			}
			catch (Throwable ex) {
				this.guard.ignore(ex);
				return Scope.NOTHING;
			}
		}

		@Override
		public void recordEnd(@Nullable String route, String outcome, @Nullable Throwable failure) {
			this.guard.run(() -> this.observed.recordEnd(route, outcome, failure));
		}

	}

}
