package io.sluice.admission.limits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

import io.sluice.process.Lease;
import io.sluice.socket.Dialed;
import io.sluice.socket.HostAndPort;
import io.sluice.socket.PollerGroup;
import org.jspecify.annotations.Nullable;

/**
 * A connection that this process has opened to a client that is a server.
 */
final class DialedSocket extends AdmittedSocket implements Dialed {

	private final HostAndPort target;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile BooleanSupplier served = () -> false;

	private volatile @Nullable InetAddress address;

	DialedSocket(PollerGroup pollers, HostAndPort target, @Nullable Lease lease) throws SocketException {
		super(pollers, lease);
		this.target = target;
		onClose(this.ended::countDown);
	}

	/**
	 * Look up the host and connect.
	 * @param timeoutMillis the longest time for the connect
	 */
	void dial(int timeoutMillis) throws IOException {
		InetSocketAddress resolved = new InetSocketAddress(this.target.host(), this.target.port());
		if (resolved.isUnresolved()) {
			throw new UnknownHostException("the host name cannot be resolved");
		}
		this.address = resolved.getAddress();
		connect(resolved, timeoutMillis);
	}

	/**
	 * The address with the name that was looked up: TLS compares the certificate with it.
	 */
	@Override
	public @Nullable InetAddress getInetAddress() {
		InetAddress dialed = this.address;
		return (dialed != null) ? dialed : super.getInetAddress();
	}

	@Override
	public String host() {
		return this.target.host();
	}

	@Override
	public void servedWhen(BooleanSupplier newServed) {
		this.served = newServed;
	}

	/**
	 * Wait for the end of the connection.
	 * @return whether it has served a request
	 */
	boolean awaitEnd() throws InterruptedException {
		this.ended.await();
		return this.served.getAsBoolean();
	}

}
