package io.sluice.listener;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.AbstractConnectionFactory;
import org.springframework.integration.ip.tcp.inbound.TcpInboundGateway;
import org.springframework.integration.mapping.InboundMessageMapper;
import org.springframework.integration.mapping.OutboundMessageMapper;
import org.springframework.integration.support.ErrorMessageStrategy;
import org.springframework.integration.support.management.observation.MessageReceiverObservationConvention;
import org.springframework.integration.support.management.observation.MessageRequestReplyReceiverObservationConvention;
import org.springframework.messaging.MessageChannel;

/**
 * Rejects settings of Spring Integration that the gateway of a listener would ignore, or
 * that would break it. A value that changes nothing is accepted.
 */
abstract class StrictInboundGateway extends TcpInboundGateway {

	private final ErrorMessageStrategy defaultStrategy = getErrorMessageStrategy();

	private final SluiceServerConnectionFactory connections;

	StrictInboundGateway(SluiceServerConnectionFactory connections, MessageChannel requestChannel) {
		this.connections = connections;
		super.setConnectionFactory(connections);
		super.setRequestChannel(requestChannel);
	}

	/**
	 * Check the value of a setter that is final.
	 */
	@Override
	protected void onInit() {
		if (getErrorMessageStrategy() != this.defaultStrategy) {
			throw refusal("setErrorMessageStrategy", "Set '%1$s.errors', or define a TcpErrorReply bean, instead.");
		}
		super.onInit();
	}

	@Override
	public void setConnectionFactory(AbstractConnectionFactory connectionFactory) {
		throw refusal("setConnectionFactory",
				"The gateway belongs to its listener; configure another listener under 'sluice.listeners' instead.");
	}

	@Override
	public void setRequestChannel(MessageChannel requestChannel) {
		throw refusal("setRequestChannel", "Name the channel by '%1$s.routes[0].to' instead.");
	}

	@Override
	public void setRequestChannelName(String requestChannelName) {
		throw refusal("setRequestChannelName", "Name the channel by '%1$s.routes[0].to' instead.");
	}

	@Override
	public void setReplyChannel(MessageChannel replyChannel) {
		throw refusal("setReplyChannel",
				"Send the reply to the channel in the request's header 'replyChannel', as a flow does at its end.");
	}

	@Override
	public void setReplyChannelName(String replyChannelName) {
		throw refusal("setReplyChannelName",
				"Send the reply to the channel in the request's header 'replyChannel', as a flow does at its end.");
	}

	@Override
	public void setErrorChannel(MessageChannel errorChannel) {
		throw refusal("setErrorChannel", "Set '%1$s.errors', or define a TcpErrorReply bean, instead.");
	}

	@Override
	public void setErrorChannelName(String errorChannelName) {
		throw refusal("setErrorChannelName", "Set '%1$s.errors', or define a TcpErrorReply bean, instead.");
	}

	@Override
	public void setRequestTimeout(long requestTimeout) {
		throw refusal("setRequestTimeout", "Set '%1$s.request-timeout' instead.");
	}

	@Override
	public void setReplyTimeout(long replyTimeout) {
		throw refusal("setReplyTimeout", "Set '%1$s.request-timeout' instead.");
	}

	@Override
	public void setErrorOnTimeout(boolean errorOnTimeout) {
		if (errorOnTimeout) {
			throw refusal("setErrorOnTimeout(true)",
					"A late request is always answered TIMEOUT; set '%1$s.errors' for the form of the answer.");
		}
	}

	@Override
	public void setRequestMapper(@Nullable InboundMessageMapper<?> requestMapper) {
		throw refusal("setRequestMapper",
				"Add a ChannelInterceptor to the channel 'sluice.%2$s.requests', or set a mapper on 'sluice.%2$s.connections', instead.");
	}

	@Override
	public void setReplyMapper(OutboundMessageMapper<?> replyMapper) {
		throw refusal("setReplyMapper", "Set a mapper on 'sluice.%2$s.connections' instead.");
	}

	@Override
	public void setObservationConvention(
			@Nullable MessageRequestReplyReceiverObservationConvention observationConvention) {
		if (observationConvention != null) {
			throw refusal("setObservationConvention",
					"Define an ObservationFilter bean for the observation 'sluice.request' instead.");
		}
	}

	@Override
	public void setReceiverObservationConvention(
			@Nullable MessageReceiverObservationConvention receiverObservationConvention) {
		if (receiverObservationConvention != null) {
			throw refusal("setReceiverObservationConvention",
					"Define an ObservationFilter bean for the observation 'sluice.request' instead.");
		}
	}

	@Override
	public void setClientMode(boolean clientMode) {
		if (clientMode) {
			throw refusal("setClientMode(true)", "A listener accepts connections; leave it out.");
		}
	}

	@Override
	public void setRetryInterval(long retryInterval) {
		throw refusal("setRetryInterval",
				"It belongs to the client mode, which a listener does not have; leave it out.");
	}

	private UnsupportedSettingException refusal(String setting, String remedy) {
		String name = this.connections.getName();
		return new UnsupportedSettingException(name, setting, remedy.formatted("sluice.listeners." + name, name));
	}

}
