package io.sluice.connection;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.function.Supplier;

import io.sluice.process.VitalThreadMonitor;
import io.sluice.socket.PolledSocket;
import io.sluice.socket.PollerGroup;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose waits are made up.
 */
public final class SocketStub extends PolledSocket {

	private static final PollerGroup POLLERS = new PollerGroup(VitalThreadMonitor.UNWATCHED);

	private final Supplier<InputStream> stream;

	private Flushable told = () -> {
	};

	private Runnable beforeEachWait = () -> {
	};

	private @Nullable Runnable wait;

	private boolean readWaits;

	private volatile long blockedSince;

	public SocketStub(Supplier<InputStream> stream) throws SocketException {
		super(POLLERS);
		this.stream = stream;
	}

	public static SocketStub unconnected() {
		try {
			return new SocketStub(InputStream::nullInputStream);
		}
		catch (SocketException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Have {@link #awaitInput(boolean)} wait. */
	public void whileWaiting(Runnable action) {
		this.wait = action;
	}

	/** Have a read wait. */
	public void readWaits() {
		this.readWaits = true;
	}

	@Override
	public int tryRead(byte[] bytes, int offset, int length) throws IOException {
		return getInputStream().read(bytes, offset, length);
	}

	/** Have a write wait, or not with 0. */
	public void block(long since) {
		this.blockedSince = since;
	}

	@Override
	public long blockedSince() {
		return this.blockedSince;
	}

	public void beforeEachWait(Runnable action) {
		this.beforeEachWait = action;
	}

	public void waitIfToldTo() throws IOException {
		if (this.readWaits) {
			this.told.flush();
		}
	}

	@Override
	public InputStream getInputStream() {
		return this.stream.get();
	}

	@Override
	public void onWait(Flushable waiting) {
		this.told = waiting;
	}

	@Override
	public void shutdownInput() {
	}

	@Override
	public boolean awaitInput(boolean givesWay) throws IOException {
		if (this.wait != null) {
			this.beforeEachWait.run();
			this.told.flush();
			this.wait.run();
		}
		return true;
	}

}
