package io.sluice.actuate.metrics;

import java.util.Map;
import java.util.Objects;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Tracer;
import io.sluice.SluiceHeaders;
import io.sluice.spi.RequestObserver;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * Makes an {@link Observation} of every request, and with tracing a span of kind SERVER,
 * named by listener and route. What the handler does on the calling thread is part of it.
 */
@RequiredArgsConstructor
public final class ObservationRequestObserver implements RequestObserver {

	/** The name of the observation; its spans are named by listener and route. */
	public static final String NAME = "sluice.request";

	private final ObservationRegistry registry;

	private final Tracer tracer;

	@Override
	public Observed begin(Message<byte[]> request) {
		MessageHeaders headers = request.getHeaders();
		String listener = Objects.toString(headers.get(SluiceHeaders.LISTENER));
		// a TCP message has no place for a trace of the sender
		ReceiverContext<Message<byte[]>> context = new ReceiverContext<>((carrier, key) -> null, Kind.SERVER);
		context.setCarrier(request);
		Observation observation = Observation.createNotStarted(NAME, () -> context, this.registry)
			.lowCardinalityKeyValue("listener", listener)
			.highCardinalityKeyValue("client.address", Objects.toString(headers.get(IpHeaders.IP_ADDRESS)))
			.highCardinalityKeyValue("client.port", Objects.toString(headers.get(IpHeaders.REMOTE_PORT)))
			.highCardinalityKeyValue("sluice.connection", Objects.toString(headers.get(IpHeaders.CONNECTION_ID)))
			.start();
		return new ObservedRequest(listener, request, observation, this);
	}

	private Scope enter(Observation observation) {
		ThreadState before = new ThreadState(this.registry, this.tracer);
		try {
			Observation.Scope scope = observation.openScope();
			return () -> {
				try {
					scope.close();
				}
				finally {
					before.restore();
				}
			};
		}
		catch (Throwable ex) {
			before.restore();
			throw ex;
		}
	}

	@RequiredArgsConstructor
	private static final class ObservedRequest implements Observed {

		private final String listener;

		private final Message<byte[]> request;

		private final Observation observation;

		private final ObservationRequestObserver observer;

		/** Whether no scope could be opened; written before the request ends. */
		private boolean broken;

		@Override
		public Scope enter() {
			try {
				return this.observer.enter(this.observation);
			}
			catch (Throwable ex) {
				this.broken = true;
				throw ex;
			}
		}

		@Override
		public void recordEnd(@Nullable String route, String outcome, @Nullable Throwable failure) {
			if (this.broken) {
				// only the close of a scope restores the thread after a stop
				return;
			}
			String name = (route != null) ? route : MicrometerListenerMetrics.NO_ROUTE;
			this.observation.contextualName(this.listener + " " + name)
				.lowCardinalityKeyValue("route", name)
				.lowCardinalityKeyValue(KeyValue.of("outcome", outcome));
			// read at the end, because the request may have named its session
			Object identity = this.request.getHeaders().get(SluiceHeaders.IDENTITY);
			if (identity != null) {
				this.observation.highCardinalityKeyValue("sluice.identity", identity.toString());
			}
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

	/**
	 * The observations, spans and MDC entries of a thread before its work on a request. A
	 * span that has ended no longer closes its own scope, and a handler that throws
	 * leaves a scope open. Without a restore, the next request would be inside that
	 * scope.
	 */
	private static final class ThreadState {

		private final ObservationRegistry registry;

		private final Tracer tracer;

		private final Observation.@Nullable Scope scope;

		private final @Nullable Map<String, String> mdc = MDC.getCopyOfContextMap();

		ThreadState(ObservationRegistry registry, Tracer tracer) {
			this.registry = registry;
			this.tracer = tracer;
			this.scope = registry.getCurrentObservationScope();
		}

		void restore() {
			this.registry.setCurrentObservationScope(this.scope);
			if (this.tracer.currentSpan() != null) {
				// the thread has no span between two requests
				this.tracer.withSpan(null);
			}
			if (this.mdc != null) {
				MDC.setContextMap(this.mdc);
			}
			else {
				MDC.clear();
			}
		}

	}

}
