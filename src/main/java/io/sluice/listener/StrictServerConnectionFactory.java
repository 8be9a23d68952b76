package io.sluice.listener;

import java.util.concurrent.Executor;

import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

import org.springframework.core.serializer.Deserializer;
import org.springframework.core.serializer.Serializer;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactoryChain;
import org.springframework.integration.ip.tcp.connection.TcpNetConnectionSupport;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpSocketFactorySupport;

/**
 * Rejects settings of Spring Integration that a listener would ignore, or that would
 * break it. A value that changes nothing is accepted.
 */
abstract class StrictServerConnectionFactory extends TcpNetServerConnectionFactory {

	StrictServerConnectionFactory(Endpoint endpoint) {
		super(endpoint.port());
		super.setBacklog(endpoint.backlog());
	}

	abstract String listenerName();

	/** Set the executor that runs connections. */
	void useExecutor(Executor executor) {
		super.setTaskExecutor(executor);
	}

	/** Set the factory that makes connections of sockets. */
	void useConnectionSupport(TcpNetConnectionSupport support) {
		super.setTcpNetConnectionSupport(support);
	}

	/** Set the factory of the server socket. */
	void useServerSockets(ServerSocketFactory sockets) {
		super.setTcpSocketFactorySupport(new TcpSocketFactorySupport() {

			@Override
			public ServerSocketFactory getServerSocketFactory() {
				return sockets;
			}

			@Override
			public SocketFactory getSocketFactory() {
				return SocketFactory.getDefault();
			}

		});
	}

	@Override
	public void setBacklog(int backlog) {
		throw refusal("setBacklog", "Set '%1$s.backlog' instead.");
	}

	@Override
	public void setPort(int port) {
		throw refusal("setPort", "Set '%1$s.port' instead.");
	}

	@Override
	public void setHost(String host) {
		throw refusal("setHost", "Set '%1$s.address' instead.");
	}

	@Override
	public void setLocalAddress(String localAddress) {
		throw refusal("setLocalAddress", "Set '%1$s.address' instead.");
	}

	@Override
	public void setSoTimeout(int soTimeout) {
		throw refusal("setSoTimeout", "Set '%1$s.timeouts.idle' and '%1$s.timeouts.frame' instead.");
	}

	@Override
	public void setSoLinger(int soLinger) {
		throw refusal("setSoLinger",
				"A connection ends so that its client can read the last reply; set '%1$s.timeouts.write' to bound that.");
	}

	@Override
	public void setTaskExecutor(Executor taskExecutor) {
		throw refusal("setTaskExecutor", "Set '%1$s.executor' instead.");
	}

	@Override
	public void setDeserializer(Deserializer<?> deserializer) {
		throw refusal("setDeserializer", "Set '%1$s.framing' instead.");
	}

	@Override
	public void setSerializer(Serializer<?> serializer) {
		throw refusal("setSerializer", "Set '%1$s.framing' instead.");
	}

	@Override
	public void setSingleUse(boolean singleUse) {
		if (singleUse) {
			throw refusal("setSingleUse(true)",
					"Send the header 'sluice_close' with the reply instead, which closes the connection after it.");
		}
	}

	@Override
	public void setLeaveOpen(boolean leaveOpen) {
		if (!leaveOpen) {
			throw refusal("setLeaveOpen(false)",
					"Send the header 'sluice_close' with the reply instead, which closes the connection after it.");
		}
	}

	@Override
	public void setInterceptorFactoryChain(TcpConnectionInterceptorFactoryChain chain) {
		throw refusal("setInterceptorFactoryChain",
				"Add a ChannelInterceptor to the channel 'sluice.%2$s.requests', or a route to a handler, instead.");
	}

	@Override
	public void setLookupHost(boolean lookupHost) {
		if (lookupHost) {
			throw refusal("setLookupHost(true)",
					"Look the name up in a handler, by the request's header 'ip_address'.");
		}
	}

	@Override
	public void setNioHarvestInterval(int nioHarvestInterval) {
		throw refusal("setNioHarvestInterval", "Closed connections are removed at once; leave it out.");
	}

	@Override
	public void setReadDelay(long readDelay) {
		throw refusal("setReadDelay", "Every connection has a thread to read; leave it out.");
	}

	@Override
	public void setSslHandshakeTimeout(int sslHandshakeTimeout) {
		throw refusal("setSslHandshakeTimeout", "Set '%1$s.timeouts.handshake' instead.");
	}

	@Override
	public void setTcpNetConnectionSupport(TcpNetConnectionSupport connectionSupport) {
		throw refusal("setTcpNetConnectionSupport", "Set '%1$s.proxy-protocol', '%1$s.ssl' or '%1$s.framing' instead.");
	}

	@Override
	public void setTcpSocketFactorySupport(TcpSocketFactorySupport tcpSocketFactorySupport) {
		throw refusal("setTcpSocketFactorySupport",
				"Set '%1$s.ssl', '%1$s.access' or '%1$s.limits' instead; for options of sockets use setTcpSocketSupport.");
	}

	private UnsupportedSettingException refusal(String setting, String remedy) {
		String name = listenerName();
		return new UnsupportedSettingException(name, setting, remedy.formatted("sluice.listeners." + name, name));
	}

}
