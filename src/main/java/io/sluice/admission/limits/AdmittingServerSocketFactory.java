package io.sluice.admission.limits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import javax.net.ServerSocketFactory;

import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.PollerGroup;
import org.jspecify.annotations.Nullable;

/**
 * Creates server sockets that accept only while there is room. Until then, clients wait
 * in the backlog.
 */
public final class AdmittingServerSocketFactory extends ServerSocketFactory {

	private static final int DEFAULT_BACKLOG = 50;

	private final PollerGroup pollers;

	private final Admission admission;

	private final AcceptedOptions options;

	private final AcceptPause pause = new AcceptPause();

	private final Suspension suspension = new Suspension();

	private final @Nullable ConnectionThreadPool threads;

	/**
	 * Create a factory.
	 * @param pollers wake the threads of connections that have input
	 * @param admission the conditions for a connection
	 * @param options the options of accepted sockets
	 * @param threads the threads of the listener's connections, or {@code null} if their
	 * number is not limited
	 */
	public AdmittingServerSocketFactory(PollerGroup pollers, Admission admission, AcceptedOptions options,
			@Nullable ConnectionThreadPool threads) {
		this.pollers = pollers;
		this.admission = admission;
		this.options = options;
		this.threads = threads;
	}

	/**
	 * The pause of the accept loop.
	 * @return a live view
	 */
	public AcceptPause pause() {
		return this.pause;
	}

	/**
	 * The suspension by an operator.
	 * @return the suspension
	 */
	public Suspension suspension() {
		return this.suspension;
	}

	@Override
	public ServerSocket createServerSocket() throws IOException {
		return create();
	}

	private AdmittingServerSocket create() throws IOException {
		return new AdmittingServerSocket(this.pollers, this.admission, this.pause, this.suspension, this.threads);
	}

	@Override
	public ServerSocket createServerSocket(int port) throws IOException {
		return createServerSocket(port, DEFAULT_BACKLOG);
	}

	@Override
	public ServerSocket createServerSocket(int port, int backlog) throws IOException {
		return createServerSocket(port, backlog, null);
	}

	@Override
	public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
		AdmittingServerSocket socket = create();
		try {
			socket.setOptions(this.options);
			socket.bind(new InetSocketAddress(address, port), backlog);
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

}
