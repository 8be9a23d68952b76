package io.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.sluice.extract.Extractors;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.support.channel.ChannelResolverUtils;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.unit.DataSize;

/**
 * The channel of an HTTP upstream. A send makes the request, waits for the response, and
 * sends its body to the reply channel. A message that comes from no route is sent to the
 * URL of the upstream by POST.
 */
public final class HttpUpstreamChannel extends AbstractMessageChannel {

	/** The header with the {@link HttpCall} of a route's message. */
	static final String CALL = "sluice_http_call";

	/** The header with the {@link ResponseLimits} of a route's message. */
	static final String LIMITS = "sluice_http_limits";

	private final HttpAddress address;

	private final HttpUpstream upstream;

	private final @Nullable DataSize maxResponseSize;

	private final HttpTarget plain;

	/**
	 * Create a channel.
	 * @param beanName its bean name
	 * @param address the address of the service
	 * @param upstream makes the requests
	 * @param maxResponseSize the maximum size of a response, or {@code null} for that of
	 * each route
	 */
	public HttpUpstreamChannel(String beanName, HttpAddress address, HttpUpstream upstream,
			@Nullable DataSize maxResponseSize) {
		setBeanName(beanName);
		this.address = address;
		this.upstream = upstream;
		this.maxResponseSize = maxResponseSize;
		Extractors none = new Extractors(StandardCharsets.UTF_8);
		this.plain = new HttpTarget(HttpMethod.POST, PathTemplate.parse("", none), List.of(), none,
				MediaType.APPLICATION_OCTET_STREAM_VALUE);
	}

	/**
	 * The channel of a route that leads to this upstream.
	 * @param target the requests that the route makes
	 * @param limits the limits on responses
	 */
	public MessageChannel route(HttpTarget target, ResponseLimits limits) {
		return route(this.address, target, limits);
	}

	/**
	 * The channel of a route that leads to this upstream by a URL of its own.
	 * @param url the URL, with the origin of this upstream
	 * @param target the requests that the route makes
	 * @param limits the limits on responses
	 */
	public MessageChannel route(HttpAddress url, HttpTarget target, ResponseLimits limits) {
		return new HttpRoute(this, url, target, limits);
	}

	@Override
	protected boolean doSend(Message<?> message, long timeout) {
		byte[] body = bytes(message.getPayload());
		HttpCall call = (message.getHeaders().get(CALL) instanceof HttpCall routed) ? routed
				: this.plain.call(new GenericMessage<>(body, message.getHeaders()), this.address);
		byte[] reply = this.upstream.exchange(call, body, limits(message.getHeaders()));
		if (reply != null) {
			reply(message.getHeaders().getReplyChannel(), new GenericMessage<>(reply, Map.of()));
		}
		return true;
	}

	private ResponseLimits limits(MessageHeaders headers) {
		ResponseLimits limits = (headers.get(LIMITS) instanceof ResponseLimits routed) ? routed
				: ResponseLimits.DEFAULT;
		return (this.maxResponseSize != null)
				? new ResponseLimits(limits.timeout(), (int) this.maxResponseSize.toBytes()) : limits;
	}

	private void reply(@Nullable Object channel, Message<byte[]> reply) {
		if (channel instanceof MessageChannel direct) {
			direct.send(reply);
		}
		else if (channel instanceof String name) {
			ChannelResolverUtils.getChannelResolver(Objects.requireNonNull(getBeanFactory()))
				.resolveDestination(name)
				.send(reply);
		}
	}

	private static byte[] bytes(Object payload) {
		return switch (payload) {
			case byte[] bytes -> bytes;
			case String text -> text.getBytes(StandardCharsets.UTF_8);
			default -> throw new IllegalArgumentException(
					"An HTTP upstream takes a payload of byte[] or String, not " + payload.getClass().getName());
		};
	}

	/** As with a listener's own channels. */
	@Override
	public void registerMetricsCaptor(MetricsCaptor captor) {
	}

	@Override
	public void destroy() {
		super.destroy();
		this.upstream.close();
	}

}
