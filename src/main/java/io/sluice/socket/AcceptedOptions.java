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
 * Options that are set once, on a listening socket, for all the sockets that it accepts.
 * These inherit them on Linux, so that an accept makes no call for them. Used by the
 * thread that binds, then by the one that accepts.
 */
public final class AcceptedOptions {

	/** All as the system has them. */
	public static final AcceptedOptions NONE = new AcceptedOptions(null, null);

	private final @Nullable Integer receiveBuffer;

	private final Map<SocketOption<Integer>, Integer> probes = new LinkedHashMap<>();

	/** {@code null} until the first socket was accepted. */
	private @Nullable Boolean inherited;

	/**
	 * Create the options.
	 * @param receiveBuffer bytes of SO_RCVBUF, or {@code null} for what the system has
	 * @param keepAlive when to probe, or {@code null} for what the system has
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
	 * Set them before the socket is bound: the window that a client is offered depends on
	 * the buffer from its first packet on.
	 * @param listening the socket
	 * @return the names of those that the system does not have, and that are not set
	 */
	public List<String> set(ServerSocket listening) throws IOException {
		Set<SocketOption<?>> supported = listening.supportedOptions();
		if (this.receiveBuffer != null) {
			listening.setOption(StandardSocketOptions.SO_RCVBUF, this.receiveBuffer);
		}
		for (Map.Entry<SocketOption<Integer>, Integer> probe : supported(supported)) {
			listening.setOption(probe.getKey(), probe.getValue());
		}
		return this.probes.keySet()
			.stream()
			.filter((option) -> !supported.contains(option))
			.map(SocketOption::name)
			.toList();
	}

	/**
	 * Set on an accepted socket what it did not inherit. The first one tells whether the
	 * others do.
	 */
	public void complete(Socket accepted) throws IOException {
		if (Boolean.TRUE.equals(this.inherited)) {
			return;
		}
		List<Map.Entry<SocketOption<Integer>, Integer>> supported = supported(accepted.supportedOptions());
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

	private List<Map.Entry<SocketOption<Integer>, Integer>> supported(Set<SocketOption<?>> supported) {
		return this.probes.entrySet().stream().filter((probe) -> supported.contains(probe.getKey())).toList();
	}

}
