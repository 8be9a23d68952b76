package io.sluice.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.ServerSocketFactory;

/**
 * Stands between a client and a server of this machine, and can be cut, as a network is:
 * what is under way arrives when it is mended.
 */
public final class CutProxy implements AutoCloseable {

	private final TestServer server;

	private final int target;

	private boolean cut;

	private boolean closed;

	/**
	 * Start a proxy.
	 * @param target the port of the server
	 */
	public CutProxy(int target) throws IOException {
		this.target = target;
		this.server = new TestServer(ServerSocketFactory.getDefault(), 0, Thread::startVirtualThread,
				(number, client) -> serve(client));
	}

	public int port() {
		return this.server.port();
	}

	public synchronized void cut() {
		this.cut = true;
	}

	public synchronized void mend() {
		this.cut = false;
		notifyAll();
	}

	private synchronized void awaitMended() throws IOException {
		while (this.cut && !this.closed) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}
	}

	private void serve(Socket client) throws IOException {
		awaitMended();
		try (Socket to = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
			Thread answers = Thread.startVirtualThread(() -> pump(to, client));
			pump(client, to);
			answers.join();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private void pump(Socket from, Socket to) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] bytes = new byte[8192];
			for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
				awaitMended();
				out.write(bytes, 0, count);
			}
			awaitMended();
		}
		catch (IOException ex) {
			// one side has gone, and the other follows
		}
	}

	@Override
	public void close() {
		this.server.close();
		synchronized (this) {
			this.closed = true;
			notifyAll();
		}
	}

}
