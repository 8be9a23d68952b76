package io.sluice.upstream;

import java.util.Objects;

import io.sluice.process.LogLimit;
import io.sluice.telemetry.ObservedUpstream;
import io.sluice.telemetry.UpstreamKind;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import io.sluice.telemetry.UpstreamView;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

/**
 * Sends the messages of a channel to a TCP upstream, and its replies to their reply
 * channels. It starts before the listeners and stops after them.
 */
@Slf4j(topic = "io.sluice.upstream")
public final class TcpUpstreamChannel extends AbstractMessageChannel
		implements SmartLifecycle, ReplaceableUpstream, UpstreamView {

	private volatile TcpUpstream upstream;

	private volatile @Nullable TcpUpstream replacement;

	private volatile boolean retired;

	private final ObservedUpstream observed;

	private final RequestRecorder recorder;

	private final LogLimit warnings = new LogLimit();

	private volatile @Nullable TcpUpstream former;

	private final TcpSender clients = new TcpSender() {

		@Override
		public void addNewConnection(TcpConnection client) {
			TcpUpstream to = TcpUpstreamChannel.this.upstream;
			addClient(client, to);
			// a replacement may have missed the client
			while (to != TcpUpstreamChannel.this.upstream) {
				removeClient(client, to);
				to = TcpUpstreamChannel.this.upstream;
				addClient(client, to);
			}
		}

		@Override
		public void removeDeadConnection(TcpConnection client) {
			removeClient(client, TcpUpstreamChannel.this.upstream);
			removeClient(client, TcpUpstreamChannel.this.former);
		}

	};

	/**
	 * Create a channel.
	 * @param name the name of the upstream
	 * @param upstream the upstream
	 * @param roster the upstreams of the gateway, which the channel adds its own to
	 */
	public TcpUpstreamChannel(String name, TcpUpstream upstream, UpstreamRoster roster) {
		this.upstream = upstream;
		this.observed = roster.add(name, UpstreamKind.TCP, this);
		this.recorder = new RequestRecorder(this.observed.journal());
	}

	@Override
	public UpstreamStatus status() {
		return this.upstream.status();
	}

	/**
	 * Finds out whether an address of the upstream can be used.
	 */
	public Probe probe() {
		return () -> {
			UpstreamState state = this.observed.status().state();
			return state == UpstreamState.UP || state == UpstreamState.DEGRADED;
		};
	}

	/**
	 * The channel of a route that leads to this upstream, or to its replacement if there
	 * is one.
	 */
	public MessageChannel route() {
		TcpUpstream next = this.replacement;
		return new TcpRoute(this, (next != null) ? next : this.upstream);
	}

	/**
	 * Prepare a replacement.
	 * @param next the upstream that replaces the current one
	 */
	public void prepare(TcpUpstream next) {
		this.replacement = next;
	}

	private TcpUpstream prepared() {
		TcpUpstream next = this.replacement;
		if (next == null) {
			throw new IllegalStateException("No replacement was prepared");
		}
		return next;
	}

	@Override
	public void startReplacement() {
		prepared().start();
	}

	@Override
	public Upstream replace() {
		TcpUpstream replaced = this.upstream;
		TcpUpstream next = prepared();
		this.former = replaced;
		this.upstream = next;
		this.replacement = null;
		// while the routes still lead to it
		replaced.finishClients();
		return replaced;
	}

	@Override
	public Upstream retire() {
		this.retired = true;
		return this.upstream;
	}

	@Override
	public void discardReplacement() {
		TcpUpstream discarded = this.replacement;
		this.replacement = null;
		if (discarded != null) {
			discarded.stop();
		}
	}

	@Override
	protected boolean doSend(Message<?> message, long timeout) {
		if (!(message.getPayload() instanceof byte[] request)) {
			throw new MessageDeliveryException(message,
					"An upstream takes a payload of bytes, not a " + message.getPayload().getClass().getName());
		}
		TcpUpstream to = (message instanceof PinnedRequest routed) ? routed.upstream() : this.upstream;
		UpstreamException refusal = this.recorder.refuse(message);
		if (refusal != null) {
			answer(message, null, refusal);
			return true;
		}
		long start = System.nanoTime();
		to.send((to.clients() != null) ? client(message) : null, request,
				(reply, failure) -> end(message, start, reply, failure));
		return true;
	}

	private static String client(Message<?> message) {
		if (message.getHeaders().get(IpHeaders.CONNECTION_ID) instanceof String client) {
			return client;
		}
		throw new MessageDeliveryException(message,
				"A sticky upstream takes the messages of clients, with the header " + IpHeaders.CONNECTION_ID);
	}

	/**
	 * The sender that a listener with a route to this channel notifies of its clients, if
	 * each has a connection of its own. A replacement is notified of later clients; the
	 * clients of the former upstream are closed with it.
	 */
	public TcpSender clients() {
		return this.clients;
	}

	private static void addClient(TcpConnection client, TcpUpstream to) {
		TcpSender pool = to.clients();
		if (pool != null) {
			pool.addNewConnection(client);
		}
	}

	private static void removeClient(TcpConnection client, @Nullable TcpUpstream from) {
		TcpSender pool = (from != null) ? from.clients() : null;
		if (pool != null) {
			pool.removeDeadConnection(client);
		}
	}

	/**
	 * Hand the result over. The reply channel of a listener's request wakes the
	 * connection's thread, which writes the reply.
	 */
	private void answer(Message<?> request, byte @Nullable [] reply, @Nullable Throwable failure) {
		MessageHeaders headers = request.getHeaders();
		MessageChannel channel = (reply == null) ? HeaderChannel.find(headers.getErrorChannel(), getBeanFactory())
				: null;
		if (channel == null) {
			channel = HeaderChannel.find(headers.getReplyChannel(), getBeanFactory());
		}
		if (channel != null) {
			channel.send((reply != null) ? new GenericMessage<>(reply, ReplyKeys.NO_HEADERS)
					: new ErrorMessage(Objects.requireNonNull(failure)));
		}
	}

	/**
	 * Record the result and hand it over, on the thread that has it. A failure must not
	 * end this thread, because it reads for other requests too.
	 */
	private void end(Message<?> request, long start, byte @Nullable [] reply, @Nullable Throwable failure) {
		try {
			this.recorder.record(request, start, failure);
			answer(request, reply, failure);
		}
		catch (RuntimeException | Error ex) {
			this.warnings.log(log, "[{}] the result of a request cannot be delivered: {}", this.observed.name(),
					ex.getMessage());
		}
	}

	/**
	 * Not timed by Spring Integration, for which a send ends before the reply.
	 */
	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

	@Override
	public void destroy() {
		super.destroy();
		this.observed.close();
		if (!this.retired) {
			this.upstream.stop();
		}
	}

	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public void start() {
		this.upstream.start();
	}

	@Override
	public void stop() {
		this.upstream.stop();
	}

	@Override
	public boolean isRunning() {
		return this.upstream.isRunning();
	}

}
