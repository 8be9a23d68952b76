package io.sluice.socket;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Socket options that are set once on a listening socket. On Linux, accepted sockets
 * inherit them, so an accept needs no system call for options. Used by the thread that
 * binds, then by the thread that accepts.
 */
public final class AcceptedOptions {

	/** Every option keeps the value of the operating system. */
	public static final AcceptedOptions NONE = new AcceptedOptions(null, null);

	private final @Nullable Integer receiveBuffer;

	private final Map<SocketOption<Integer>, Integer> probes = new LinkedHashMap<>();

	/**
	 * Whether accepted sockets inherit the options; {@code null} until the first accept.
	 */
	private @Nullable Boolean inherited;

	/**
	 * Create the options.
	 * @param receiveBuffer the size of SO_RCVBUF in bytes, or {@code null} for the
	 * system's value
	 * @param keepAlive the times of the probes, or {@code null} for the system's values
	 */
	public AcceptedOptions(@Nullable Integer receiveBuffer, @Nullable KeepAlive keepAlive) {
		this.receiveBuffer = receiveBuffer;
		if (keepAlive != null) {
			this.probes.put(ExtendedSocketOptions.TCP_KEEPIDLE, keepAlive.idleSeconds());
			this.probes.put(ExtendedSocketOptions.TCP_KEEPINTERVAL, keepAlive.intervalSeconds());
			this.probes.put(ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.count());
		}
	}

	/**
	 * Set the options. Must be called before the socket is bound: the TCP window of a
	 * client depends on the receive buffer from its first packet on.
	 * @param listening the socket
	 * @return the names of the options that the system does not support, and that are not
	 * set
	 */
	public List<String> set(ServerSocket listening) throws IOException {
		Set<SocketOption<?>> supported = listening.supportedOptions();
		if (this.receiveBuffer != null) {
			listening.setOption(StandardSocketOptions.SO_RCVBUF, this.receiveBuffer);
		}
		for (Map.Entry<SocketOption<Integer>, Integer> probe : selectSupported(supported)) {
			listening.setOption(probe.getKey(), probe.getValue());
		}
		return this.probes.keySet()
			.stream()
			.filter((option) -> !supported.contains(option))
			.map(SocketOption::name)
			.toList();
	}

	/**
	 * Set the options of a socket that connects. Must be called before it does.
	 */
	public void prepare(Socket connecting) throws IOException {
		if (this.receiveBuffer != null) {
			connecting.setOption(StandardSocketOptions.SO_RCVBUF, this.receiveBuffer);
		}
		for (Map.Entry<SocketOption<Integer>, Integer> probe : selectSupported(connecting.supportedOptions())) {
			connecting.setOption(probe.getKey(), probe.getValue());
		}
	}

	/**
	 * Set the options that an accepted socket did not inherit. The first accepted socket
	 * shows whether the others inherit them.
	 */
	public void complete(Socket accepted) throws IOException {
		if (Boolean.TRUE.equals(this.inherited)) {
			return;
		}
		List<Map.Entry<SocketOption<Integer>, Integer>> supported = selectSupported(accepted.supportedOptions());
		if (this.inherited == null) {
			this.inherited = hasAll(accepted, supported);
		}
		if (!this.inherited) {
			for (Map.Entry<SocketOption<Integer>, Integer> probe : supported) {
				accepted.setOption(probe.getKey(), probe.getValue());
			}
		}
	}

	private static boolean hasAll(Socket accepted, List<Map.Entry<SocketOption<Integer>, Integer>> probes)
			throws IOException {
		for (Map.Entry<SocketOption<Integer>, Integer> probe : probes) {
			if (!probe.getValue().equals(accepted.getOption(probe.getKey()))) {
				return false;
			}
		}
		return true;
	}

	private List<Map.Entry<SocketOption<Integer>, Integer>> selectSupported(Set<SocketOption<?>> supported) {
		return this.probes.entrySet().stream().filter((probe) -> supported.contains(probe.getKey())).toList();
	}

}
