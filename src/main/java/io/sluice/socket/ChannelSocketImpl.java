package io.sluice.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A socket implementation on top of a channel.
 *
 * @param <C> the type of the channel
 */
abstract class ChannelSocketImpl<C extends NetworkChannel> extends SocketImpl {

	private volatile @Nullable C channel;

	/** The timeout of a read or an accept in milliseconds; 0 means no timeout. */
	private volatile int timeout;

	final void setChannel(C newChannel) {
		this.channel = newChannel;
	}

	/**
	 * The channel.
	 * @throws SocketException if there is no channel yet
	 */
	final C channel() throws SocketException {
		C current = this.channel;
		if (current == null) {
			throw new SocketException("Socket is not open");
		}
		return current;
	}

	/**
	 * The port that a channel is bound to.
	 */
	static int localPort(NetworkChannel bound) throws IOException {
		return ((InetSocketAddress) bound.getLocalAddress()).getPort();
	}

	/**
	 * Whether there is an open channel. Any thread.
	 */
	final boolean isOpen() {
		C current = this.channel;
		return current != null && current.isOpen();
	}

	@Override
	protected void close() throws IOException {
		C current = this.channel;
		if (current != null) {
			current.close();
		}
	}

	final int timeout() {
		return this.timeout;
	}

	@Override
	protected final void connect(String host, int port) throws IOException {
		connect(new InetSocketAddress(host, port), 0);
	}

	@Override
	protected final void connect(InetAddress remote, int port) throws IOException {
		connect(new InetSocketAddress(remote, port), 0);
	}

	@Override
	protected final void sendUrgentData(int data) throws SocketException {
		throw new SocketException("Urgent data not supported");
	}

	@Override
	protected final <T> void setOption(SocketOption<T> name, T value) throws IOException {
		channel().setOption(name, value);
	}

	@Override
	protected final <T> T getOption(SocketOption<T> name) throws IOException {
		return channel().getOption(name);
	}

	@Override
	public final void setOption(int id, Object value) throws SocketException {
		if (id == SocketOptions.SO_TIMEOUT) {
			this.timeout = (Integer) value;
			return;
		}
		try {
			if (id == SocketOptions.SO_LINGER) {
				// a Boolean switches the option off
				setOption(StandardSocketOptions.SO_LINGER, (value instanceof Integer seconds) ? seconds : -1);
			}
			else {
				set(optionOf(id), value);
			}
		}
		catch (IOException ex) {
			throw ofOption(ex);
		}
	}

	private <T> void set(SocketOption<T> option, Object value) throws IOException {
		setOption(option, option.type().cast(value));
	}

	@Override
	public final Object getOption(int id) throws SocketException {
		try {
			return switch (id) {
				case SocketOptions.SO_TIMEOUT -> this.timeout;
				case SocketOptions.SO_BINDADDR -> ((InetSocketAddress) channel().getLocalAddress()).getAddress();
				default -> getOption(optionOf(id));
			};
		}
		catch (IOException ex) {
			throw ofOption(ex);
		}
	}

	private static SocketOption<?> optionOf(int id) throws SocketException {
		return switch (id) {
			case SocketOptions.TCP_NODELAY -> StandardSocketOptions.TCP_NODELAY;
			case SocketOptions.SO_LINGER -> StandardSocketOptions.SO_LINGER;
			case SocketOptions.SO_SNDBUF -> StandardSocketOptions.SO_SNDBUF;
			case SocketOptions.SO_RCVBUF -> StandardSocketOptions.SO_RCVBUF;
			case SocketOptions.SO_KEEPALIVE -> StandardSocketOptions.SO_KEEPALIVE;
			case SocketOptions.SO_REUSEADDR -> StandardSocketOptions.SO_REUSEADDR;
			case SocketOptions.SO_REUSEPORT -> StandardSocketOptions.SO_REUSEPORT;
			case SocketOptions.IP_TOS -> StandardSocketOptions.IP_TOS;
			default -> throw new SocketException("Option not supported: " + id);
		};
	}

	/**
	 * Convert an exception of a channel to the exception that the JDK's own sockets
	 * throw.
	 * @param cause the exception of the channel
	 */
	static IOException translate(IOException cause) {
		if (cause instanceof SocketException || cause instanceof InterruptedIOException
				|| cause instanceof UnknownHostException) {
			return cause;
		}
		SocketException translated = new SocketException(messageOf(cause));
		translated.initCause(cause);
		return translated;
	}

	private static @Nullable String messageOf(IOException cause) {
		return switch (cause) {
			case ClosedByInterruptException _ -> "Closed by interrupt";
			case ClosedChannelException _ -> "Socket closed";
			default -> cause.getMessage();
		};
	}

	private static SocketException ofOption(IOException cause) {
		return (translate(cause) instanceof SocketException same) ? same : new SocketException(cause.getMessage());
	}

	@Override
	protected final Set<SocketOption<?>> supportedOptions() {
		C current = this.channel;
		return (current != null) ? current.supportedOptions() : Set.of();
	}

}
