package io.sluice.socket;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.sluice.process.Lease;
import io.sluice.process.LeaseUser;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of a connected {@link Socket}: a non-blocking channel, and pollers
 * that report when it is ready. After a read that did not fill its array, the next read
 * waits first; the JDK's own sockets would read once more without a result.
 */
final class PolledSocketImpl extends ChannelSocketImpl<SocketChannel> implements LeaseUser {

	private static final String LEASE_ENDED = "This process does not hold the lease of the connection";

	/** The largest copy that the JDK makes for one system call. */
	private static final int MOST = 128 * 1024;

	/** The number of bytes of a write that count as progress. */
	private static final int PIECE = 64 * 1024;

	private final RegistrationPair registrations;

	/** The lease without which nothing may be written, or {@code null}. */
	private final @Nullable Lease lease;

	private @Nullable InetSocketAddress remote;

	/**
	 * A stream that reports the number of available bytes, which the channel does not.
	 * Created on demand, because few sockets need it.
	 */
	private @Nullable InputStream count;

	/** The time from which a write waits for room, or 0. */
	private volatile long blockedSince;

	/** Whether the last read found all there was to read. */
	private boolean drained = true;

	/** A byte that a check for a reset has read, and that the next read must return. */
	private byte @Nullable [] kept;

	private Flushable waiting = () -> {
	};

	PolledSocketImpl(PollerGroup pollers, @Nullable Lease lease) {
		this.registrations = new RegistrationPair(pollers);
		this.lease = lease;
	}

	/**
	 * Set the connected channel. Called before any other thread reads or writes; may
	 * close the channel.
	 * @param connected an accepted or connected channel
	 */
	void open(SocketChannel connected) throws IOException {
		connected.configureBlocking(false);
		InetSocketAddress other = (InetSocketAddress) connected.getRemoteAddress();
		this.remote = other;
		this.address = other.getAddress();
		this.port = other.getPort();
		this.localport = localPort(connected);
		// made by ServerSocket for its own implementations
		this.fd = null;
		setChannel(connected);
	}

	/**
	 * The remote address, also after a close.
	 * @return {@code null} before the socket is connected
	 */
	@Nullable InetSocketAddress remote() {
		return this.remote;
	}

	void onWait(Flushable newWaiting) {
		this.waiting = newWaiting;
	}

	boolean awaitInput(boolean yielding) throws IOException {
		return this.kept != null || (!yielding && hasInput()) || await(deadline(), yielding);
	}

	boolean awaitInput(InputListener listener) throws IOException {
		if (this.kept != null || this.registrations.takeInput()) {
			return false;
		}
		// set before the wait: after it, another thread reads, and need not wait first.
		// Input that the last read left behind is found by the poller.
		this.drained = false;
		return this.registrations.ofThread(channel()).awaitInput(listener);
	}

	/**
	 * Whether there is input for a read, as far as this can be told without a wait.
	 */
	private boolean hasInput() throws IOException {
		if (this.drained) {
			this.drained = !this.registrations.takeInput();
			return !this.drained;
		}
		return available() > 0;
	}

	/**
	 * @return {@code false} if a nudge has ended the wait
	 */
	private boolean await(long deadline, boolean yielding) throws IOException {
		this.waiting.flush();
		boolean ready;
		try {
			ready = this.registrations.ofThread(channel()).awaitInput(deadline, yielding);
		}
		catch (IOException ex) {
			throw translate(ex);
		}
		if (ready) {
			this.drained = false;
		}
		return ready;
	}

	private long deadline() {
		int millis = timeout();
		return (millis > 0) ? System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) : 0;
	}

	private int read(byte[] bytes, int offset, int length) throws IOException {
		boolean empty = this.drained && this.kept == null && !this.registrations.takeInput();
		int read = empty ? 0 : tryRead(bytes, offset, length);
		if (read != 0 || length == 0) {
			return read;
		}
		try {
			// computed once: a wake-up does not extend the deadline
			long deadline = deadline();
			while (read == 0) {
				if (await(deadline, false)) {
					read = tryRead(bytes, offset, length);
				}
			}
			return read;
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	int tryRead(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		if (this.kept != null) {
			return takeKept(this.kept, bytes, offset);
		}
		int most = Math.min(length, MOST);
		try {
			int read = readNow(channel(), ByteBuffer.wrap(bytes, offset, most));
			this.drained = read >= 0 && read < most;
			return read;
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	/**
	 * Read what has arrived. What the poller has found until now is read here, and is no
	 * reason for another read.
	 */
	private int readNow(SocketChannel open, ByteBuffer target) throws IOException {
		this.registrations.takeInput();
		return open.read(target);
	}

	private int takeKept(byte[] taken, byte[] bytes, int offset) {
		bytes[offset] = taken[0];
		this.kept = null;
		// there may be more input after it
		this.drained = false;
		return 1;
	}

	boolean mayHaveInput() {
		return this.registrations.mayHaveInput();
	}

	boolean isReset() {
		try {
			if (available() == 0) {
				lookBehindEnd();
			}
			return false;
		}
		catch (IOException ex) {
			// a close on this side says nothing about the other side
			return isOpen();
		}
	}

	boolean isEnded() {
		try {
			return available() == 0 && lookBehindEnd();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Read a byte, because only a read distinguishes a reset from an end of the stream. A
	 * byte that has arrived in the meantime is kept.
	 * @return whether the stream has ended
	 * @throws IOException if there was a reset
	 */
	boolean lookBehindEnd() throws IOException {
		if (this.kept != null) {
			return false;
		}
		byte[] one = new byte[1];
		int count = channel().read(ByteBuffer.wrap(one));
		if (count > 0) {
			this.kept = one;
			this.drained = false;
		}
		return count < 0;
	}

	void write(ByteBuffer source) throws IOException {
		SocketChannel open = channel();
		int end = source.limit();
		try {
			while (source.position() < end) {
				writePiece(open, source.limit(Math.min(end, source.position() + PIECE)));
			}
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	boolean write(ByteBuffer source, WriteClaim claim) throws IOException {
		int end = source.limit();
		source.limit(Math.min(end, source.position() + PIECE));
		try {
			if (!begin(channel(), source, claim)) {
				return false;
			}
		}
		catch (IOException ex) {
			throw translate(ex);
		}
		source.limit(end);
		if (source.hasRemaining()) {
			claim.recordPart();
			write(source);
		}
		return true;
	}

	/**
	 * Write the first bytes.
	 */
	private boolean begin(SocketChannel open, ByteBuffer piece, WriteClaim claim) throws IOException {
		try {
			while (claim.begin()) {
				if (!piece.hasRemaining() || writeNow(open, piece) > 0) {
					return true;
				}
				claim.pause();
				awaitRoom();
			}
			return false;
		}
		finally {
			endWait();
		}
	}

	void tryWrite(ByteBuffer source, WriteClaim claim) throws IOException {
		try {
			SocketChannel open = channel();
			if (claim.begin()) {
				int begin = source.position();
				writePieces(open, source);
				recordAttempt(source.position() - begin, source.remaining(), claim);
			}
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	/** As much as the socket takes. A piece ends the attempt that it does not take. */
	private void writePieces(SocketChannel open, ByteBuffer source) throws IOException {
		int end = source.limit();
		try {
			do {
				source.limit(Math.min(end, source.position() + PIECE));
				writeNow(open, source);
			}
			while (!source.hasRemaining() && source.position() < end);
		}
		finally {
			source.limit(end);
		}
	}

	private void recordAttempt(int written, int left, WriteClaim claim) {
		if (left > 0 && written == 0) {
			claim.pause();
		}
		else if (left > 0) {
			claim.recordPart();
			// the rest waits for the client, whichever thread will write it
			this.blockedSince = System.nanoTime();
		}
	}

	private void awaitRoom() throws IOException {
		if (this.blockedSince == 0) {
			this.blockedSince = System.nanoTime();
		}
		this.registrations.ofThread(channel()).awaitRoom();
	}

	private void endWait() {
		if (this.blockedSince != 0) {
			this.blockedSince = 0;
		}
	}

	/**
	 * Write a piece. The clock is read only if the write has to wait, once for each
	 * piece.
	 */
	private void writePiece(SocketChannel open, ByteBuffer piece) throws IOException {
		try {
			while (piece.hasRemaining()) {
				if (writeNow(open, piece) == 0) {
					awaitRoom();
				}
			}
		}
		finally {
			endWait();
		}
	}

	/**
	 * Make one attempt to write. The lease is checked here, because the process may have
	 * been stopped at any point before.
	 */
	private int writeNow(SocketChannel open, ByteBuffer source) throws IOException {
		if (!Lease.allows(this.lease)) {
			throw new SocketException(LEASE_ENDED);
		}
		return open.write(source);
	}

	/**
	 * Close with a reset: what the operating system still holds must not leave.
	 */
	@Override
	public void endLease() {
		try (SocketChannel ending = channel()) {
			ending.setOption(StandardSocketOptions.SO_LINGER, 0);
		}
		catch (IOException ex) {
			// the channel is already closed
		}
		finally {
			this.registrations.close();
		}
	}

	long blockedSince() {
		return this.blockedSince;
	}

	@Override
	protected int available() throws IOException {
		try {
			return count().available() + ((this.kept != null) ? 1 : 0);
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	private synchronized InputStream count() throws IOException {
		InputStream open = this.count;
		if (open == null) {
			open = channel().socket().getInputStream();
			this.count = open;
		}
		return open;
	}

	@Override
	protected InputStream getInputStream() {
		return new Input();
	}

	@Override
	protected OutputStream getOutputStream() {
		return new Output();
	}

	@Override
	protected void shutdownInput() throws IOException {
		// the stream cannot be created afterwards
		count();
		channel().shutdownInput();
		wake();
	}

	@Override
	protected void shutdownOutput() throws IOException {
		channel().shutdownOutput();
		wake();
	}

	@Override
	protected void close() throws IOException {
		try {
			super.close();
		}
		finally {
			this.registrations.close();
			if (this.lease != null) {
				this.lease.remove(this);
			}
		}
	}

	void wake() {
		this.registrations.wake();
	}

	void nudge() {
		this.registrations.nudge();
	}

	void nudgeWriter() {
		this.registrations.nudgeWriter();
	}

	/**
	 * Create the channel of a socket that is to connect. An accepted socket already has
	 * its channel.
	 */
	@Override
	protected void create(boolean stream) throws IOException {
		setChannel(SocketChannel.open());
		if (this.lease != null) {
			this.lease.add(this);
			if (!this.lease.isValid()) {
				close();
				throw new SocketException(LEASE_ENDED);
			}
		}
	}

	@Override
	protected void bind(InetAddress host, int localPort) throws IOException {
		try {
			this.localport = localPort(channel().bind(new InetSocketAddress(host, localPort)));
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	/**
	 * Connect. An interrupt ends this wait and closes the socket, unlike the wait of a
	 * read or write. An interrupt before the call does not count.
	 */
	@Override
	protected void connect(SocketAddress target, int millis) throws IOException {
		SocketChannel connecting = channel();
		boolean interrupted = Thread.interrupted();
		try {
			connecting.socket().connect(target, millis);
			open(connecting);
		}
		catch (IOException ex) {
			throw translate(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	protected void listen(int backlog) throws SocketException {
		throw new SocketException("The socket does not listen");
	}

	@Override
	protected void accept(SocketImpl accepted) throws SocketException {
		throw new SocketException("The socket does not listen");
	}

	private final class Input extends InputStream {

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return PolledSocketImpl.this.read(bytes, offset, length);
		}

		@Override
		public int available() throws IOException {
			return PolledSocketImpl.this.available();
		}

		@Override
		public void close() throws IOException {
			PolledSocketImpl.this.close();
		}

	}

	private final class Output extends OutputStream {

		@Override
		public void write(int b) throws IOException {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			PolledSocketImpl.this.write(ByteBuffer.wrap(bytes, offset, length));
		}

		@Override
		public void close() throws IOException {
			PolledSocketImpl.this.close();
		}

	}

}
