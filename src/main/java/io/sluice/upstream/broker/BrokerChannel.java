package io.sluice.upstream.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.TcpHandlerException;
import io.sluice.process.LogLimit;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.ReplyChannel;
import io.sluice.telemetry.ObservedUpstream;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import io.sluice.telemetry.UpstreamView;
import io.sluice.upstream.FailureStreak;
import io.sluice.upstream.HeaderChannel;
import io.sluice.upstream.PayloadBytes;
import io.sluice.upstream.Probe;
import io.sluice.upstream.RequestRecorder;
import io.sluice.upstream.RetirableUpstream;
import io.sluice.upstream.RouteChannel;
import io.sluice.upstream.Upstream;
import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

/**
 * The channel of a topic of Kafka or of an exchange of RabbitMQ. A send hands the record
 * to the broker's client. The request is answered when the broker has stored the record.
 */
@Slf4j(topic = "io.sluice.upstream")
public final class BrokerChannel extends AbstractMessageChannel implements UpstreamView, Upstream, RetirableUpstream {

	/** The header with the {@link BrokerRecord} of a route's message. */
	static final String RECORD = "sluice_broker_record";

	private final RecordTemplate plain;

	private final Broker broker;

	private final ObservedUpstream observed;

	private final RequestRecorder recorder;

	private final DestinationHealth health;

	/** Of records that a broker which can be reached has not stored. */
	private final FailureStreak failures = new FailureStreak();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final LogLimit warnings = new LogLimit();

	/**
	 * Create a channel.
	 * @param beanName its bean name
	 * @param name its name as an upstream, such as {@code kafka:positions}
	 * @param plain makes the records of messages that come from no route
	 * @param broker the broker
	 * @param roster the upstreams of the gateway, which the channel adds its own to
	 */
	public BrokerChannel(String beanName, String name, RecordTemplate plain, Broker broker, UpstreamRoster roster) {
		setBeanName(beanName);
		this.plain = plain;
		this.broker = broker;
		this.observed = roster.add(name, broker.kind(), this);
		this.recorder = new RequestRecorder(this.observed.journal());
		this.health = new DestinationHealth(name, broker, plain.destination());
	}

	/**
	 * The channel of a route that leads here.
	 * @param records makes the records of the route's messages
	 * @return the channel
	 */
	public MessageChannel route(RecordTemplate records) {
		return new RouteChannel(this, (message) -> Map.of(RECORD, records.record(message)));
	}

	/**
	 * What keeps the requests of a listener that have failed for good here.
	 * @param listener the listener's name
	 */
	public DeadLetters deadLetters(String listener) {
		return new BrokerDeadLetters(listener, this, this.plain.record(new GenericMessage<>(new byte[0], Map.of())));
	}

	/**
	 * Finds out whether the broker takes records.
	 */
	public Probe probe() {
		return () -> !this.observed.journal().isSuspended() && this.health.isReachable();
	}

	String name() {
		return this.observed.name();
	}

	@Override
	protected boolean doSend(Message<?> message, long timeout) {
		byte[] payload = PayloadBytes.of(message.getPayload(), "A broker");
		BrokerRecord record = (message.getHeaders().get(RECORD) instanceof BrokerRecord routed) ? routed
				: this.plain.record(new GenericMessage<>(payload, message.getHeaders()));
		UpstreamException refusal = this.recorder.refuse(message);
		if (refusal != null) {
			throw refusal;
		}
		long start = System.nanoTime();
		UpstreamException problem = this.health.problem();
		if (problem != null) {
			finish(message, start, problem);
			return true;
		}
		this.inFlight.incrementAndGet();
		var _ = send(record, payload).whenComplete((stored, failure) -> end(message, start, failure));
		return true;
	}

	private CompletableFuture<?> send(BrokerRecord record, byte[] payload) {
		try {
			return this.broker.send(record, payload);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Called by the thread that has the broker's word.
	 */
	private void end(Message<?> message, long start, @Nullable Throwable failure) {
		this.inFlight.decrementAndGet();
		if (failure != null && !this.health.recordFailure(failure) && !isOfRecord(failure)) {
			this.failures.recordFailure(UpstreamException.describe(failure), System.nanoTime());
			this.warnings.log(log, "[{}] {}", this.observed.name(), UpstreamException.describe(failure));
		}
		else {
			this.failures.recordAnswer();
		}
		finish(message, start, failure);
	}

	/**
	 * Record what became of a record, and answer its request.
	 */
	private void finish(Message<?> message, long start, @Nullable Throwable failure) {
		this.recorder.record(message, start, failure);
		try {
			answer(message.getHeaders(), failure);
		}
		catch (RuntimeException ex) {
			this.warnings.log(log, "[{}] the result of a request cannot be delivered: {}", this.observed.name(),
					ex.getMessage());
		}
	}

	/**
	 * Whether a failure says nothing against the broker: it would not take this record at
	 * any time.
	 */
	private static boolean isOfRecord(Throwable failure) {
		return (failure instanceof UpstreamException refused) ? refused.failure() == Failure.REFUSED
				: failure instanceof TcpHandlerException;
	}

	private void answer(MessageHeaders headers, @Nullable Throwable failure) {
		MessageChannel reply = HeaderChannel.find(headers.getReplyChannel(), getBeanFactory());
		if (failure == null) {
			if (reply instanceof ReplyChannel request) {
				request.send(ReplyChannel.DONE);
			}
			return;
		}
		MessageChannel error = HeaderChannel.find(headers.getErrorChannel(), getBeanFactory());
		MessageChannel channel = (error != null) ? error : reply;
		if (channel != null) {
			channel.send(new ErrorMessage(failure));
		}
	}

	@Override
	public UpstreamStatus status() {
		UpstreamException known = this.health.problem();
		String problem = (known != null) ? UpstreamException.describe(known) : this.failures.problem(System.nanoTime());
		int records = this.inFlight.get();
		return new UpstreamStatus((problem != null) ? UpstreamState.DOWN : UpstreamState.UP,
				List.of(new UpstreamStatus.Address(this.broker.address(), records, records, problem)), records, 0);
	}

	/**
	 * All channels of a broker share its client, which connects with the first record.
	 */
	@Override
	public void start() {
	}

	@Override
	public int inFlight() {
		return this.inFlight.get();
	}

	@Override
	public void stop() {
	}

	@Override
	public Upstream retire() {
		return this;
	}

	/**
	 * Not timed by Spring Integration, for which a send ends before the broker's word.
	 */
	@Override
	public void registerMetricsCaptor(MetricsCaptor captor) {
	}

	@Override
	public void destroy() {
		super.destroy();
		this.health.close();
		this.observed.close();
	}

}
