package io.sluice.admission.limits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import javax.net.ServerSocketFactory;

import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.PollerGroup;
import org.jspecify.annotations.Nullable;

/**
 * Creates server sockets that accept the connections which this process opens.
 */
public final class DialingServerSocketFactory extends ServerSocketFactory {

	private final DialPlan plan;

	private final DialingServerSocket.Parts parts;

	/**
	 * Create a factory.
	 * @param plan the servers to connect to
	 * @param pollers wake the threads of connections that have input
	 * @param admission the limits that each connection uses a part of
	 * @param options the options of the sockets
	 */
	public DialingServerSocketFactory(DialPlan plan, PollerGroup pollers, Admission admission,
			AcceptedOptions options) {
		this.plan = plan;
		this.parts = new DialingServerSocket.Parts(pollers, admission, new Suspension(), options);
	}

	/**
	 * The suspension by an operator: no connection is opened meanwhile.
	 */
	public Suspension suspension() {
		return this.parts.suspension();
	}

	@Override
	public ServerSocket createServerSocket() throws IOException {
		return new DialingServerSocket(this.plan, this.parts);
	}

	@Override
	public ServerSocket createServerSocket(int port) throws IOException {
		return createServerSocket();
	}

	@Override
	public ServerSocket createServerSocket(int port, int backlog) throws IOException {
		return createServerSocket();
	}

	@Override
	public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
		return createServerSocket();
	}

}
