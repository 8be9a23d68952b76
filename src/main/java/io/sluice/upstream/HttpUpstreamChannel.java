package io.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.sluice.extract.Extractors;
import io.sluice.telemetry.ObservedUpstream;
import io.sluice.telemetry.UpstreamKind;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamStatus;
import io.sluice.telemetry.UpstreamView;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The channel of an HTTP upstream. A send makes the request, waits for the response, and
 * sends its body to the reply channel. A message that comes from no route is sent to the
 * URL of the upstream by POST.
 */
public final class HttpUpstreamChannel extends AbstractMessageChannel implements ReplaceableUpstream, UpstreamView {

	/** The header with the {@link HttpCall} of a route's message. */
	static final String CALL = "sluice_http_call";

	/** The header with the {@link ResponseLimits} of a route's message. */
	static final String LIMITS = "sluice_http_limits";

	/** The header with the {@link HttpService} of a route's message. */
	static final String SERVICE = "sluice_http_service";

	private volatile HttpService service;

	private volatile @Nullable HttpService replacement;

	private volatile boolean retired;

	private final ObservedUpstream observed;

	private final RequestRecorder recorder;

	private final HttpTarget plain;

	/**
	 * Create a channel.
	 * @param beanName its bean name
	 * @param name the name of the upstream
	 * @param service the service
	 * @param roster the upstreams of the gateway, which the channel adds its own to
	 */
	public HttpUpstreamChannel(String beanName, String name, HttpService service, UpstreamRoster roster) {
		setBeanName(beanName);
		this.service = service;
		this.observed = roster.add(name, UpstreamKind.HTTP, this);
		this.recorder = new RequestRecorder(this.observed.journal());
		Extractors none = new Extractors(StandardCharsets.UTF_8);
		this.plain = new HttpTarget(HttpMethod.POST, PathTemplate.parse("", none), List.of(), none,
				MediaType.APPLICATION_OCTET_STREAM_VALUE);
	}

	@Override
	public UpstreamStatus status() {
		HttpService current = this.service;
		return current.upstream().status(current.address());
	}

	/**
	 * Finds out whether the service accepts connections.
	 */
	public Probe probe() {
		return () -> {
			if (this.observed.journal().isSuspended()) {
				return false;
			}
			ConnectProbe.connect(this.service.address().origin());
			return true;
		};
	}

	/**
	 * The channel of a route that leads to this upstream, or to its replacement if there
	 * is one.
	 * @param target the requests that the route makes
	 * @param limits the limits on responses
	 */
	public MessageChannel route(HttpTarget target, ResponseLimits limits) {
		HttpService next = this.replacement;
		HttpService pinned = (next != null) ? next : this.service;
		return route(pinned, target, limits);
	}

	/**
	 * The channel of a route that leads to this upstream by a URL of its own.
	 * @param url the URL, with the origin of this upstream
	 * @param target the requests that the route makes
	 * @param limits the limits on responses
	 */
	public MessageChannel route(HttpAddress url, HttpTarget target, ResponseLimits limits) {
		HttpService own = this.service;
		return route(new HttpService(url, own.upstream(), own.maxResponseSize()), target, limits);
	}

	private MessageChannel route(HttpService to, HttpTarget target, ResponseLimits limits) {
		return new RouteChannel(this,
				(message) -> Map.of(CALL, target.call(message, to.address()), LIMITS, limits, SERVICE, to));
	}

	/**
	 * Prepare a replacement.
	 * @param next the service that replaces the current one
	 */
	public void prepare(HttpService next) {
		this.replacement = next;
	}

	private HttpService prepared() {
		HttpService next = this.replacement;
		if (next == null) {
			throw new IllegalStateException("No replacement was prepared");
		}
		return next;
	}

	@Override
	public void startReplacement() {
		prepared().upstream().start();
	}

	@Override
	public Upstream replace() {
		HttpService former = this.service;
		this.service = prepared();
		this.replacement = null;
		return former.upstream();
	}

	@Override
	public Upstream retire() {
		this.retired = true;
		return this.service.upstream();
	}

	@Override
	public void discardReplacement() {
		HttpService discarded = this.replacement;
		this.replacement = null;
		if (discarded != null) {
			discarded.upstream().stop();
		}
	}

	@Override
	protected boolean doSend(Message<?> message, long timeout) {
		byte[] body = PayloadBytes.of(message.getPayload(), "An HTTP upstream");
		HttpService to = (message.getHeaders().get(SERVICE) instanceof HttpService routed) ? routed : this.service;
		HttpCall call = (message.getHeaders().get(CALL) instanceof HttpCall routed) ? routed
				: this.plain.call(new GenericMessage<>(body, message.getHeaders()), to.address());
		byte[] reply = exchange(message, to, call, body);
		if (reply != null) {
			reply(message.getHeaders().getReplyChannel(), new GenericMessage<>(reply, Map.of()));
		}
		return true;
	}

	private byte @Nullable [] exchange(Message<?> message, HttpService to, HttpCall call, byte[] body) {
		UpstreamException refusal = this.recorder.refuse(message);
		if (refusal != null) {
			throw refusal;
		}
		long start = System.nanoTime();
		try {
			byte[] reply = to.upstream().exchange(call, body, to.limit(limits(message.getHeaders())));
			this.recorder.record(message, start, null);
			return reply;
		}
		catch (RuntimeException | Error ex) {
			this.recorder.record(message, start, ex);
			throw ex;
		}
	}

	private static ResponseLimits limits(MessageHeaders headers) {
		return (headers.get(LIMITS) instanceof ResponseLimits routed) ? routed : ResponseLimits.DEFAULT;
	}

	private void reply(@Nullable Object header, Message<byte[]> reply) {
		MessageChannel channel = HeaderChannel.find(header, getBeanFactory());
		if (channel != null) {
			channel.send(reply);
		}
	}

	/** As with a listener's own channels. */
	@Override
	public void registerMetricsCaptor(MetricsCaptor captor) {
	}

	@Override
	public void destroy() {
		super.destroy();
		this.observed.close();
		if (!this.retired) {
			this.service.upstream().close();
		}
	}

}
