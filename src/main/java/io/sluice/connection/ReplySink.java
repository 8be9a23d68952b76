package io.sluice.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

import io.sluice.process.BufferPool;
import io.sluice.process.BufferPools;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.socket.PolledSocket;
import io.sluice.socket.WriteClaim;

/**
 * The destination of a connection's replies, and the source of the buffers in which they
 * are collected.
 */
interface ReplySink {

	/** The sink of a connection that is not open yet. */
	ReplySink NOT_OPEN = new None("The connection is not open yet");

	/** The sink of a connection that is closed. */
	ReplySink CLOSED = new None("The connection is closed");

	/**
	 * Take a buffer to collect replies in.
	 * @return an empty buffer of {@link BufferPool#SIZE} bytes, or a small one if there
	 * is no memory for that
	 */
	ByteBuffer take() throws IOException;

	/**
	 * Write all bytes of a buffer, unless they are withdrawn before the first of them has
	 * left; may block on the client.
	 * @param bytes the bytes from position to limit; a buffer of this sink or a wrapped
	 * array
	 * @param claim asked whether they are still to be written
	 * @return {@code false} if they were withdrawn
	 */
	boolean write(ByteBuffer bytes, WriteClaim claim) throws IOException;

	/**
	 * Write what can be written without a wait, which may be nothing.
	 * @param bytes a wrapped array; its position tells how much was written
	 * @param claim asked whether they are still to be written
	 */
	void tryWrite(ByteBuffer bytes, WriteClaim claim) throws IOException;

	/**
	 * Release a buffer. The caller must not use it afterwards.
	 * @param buffer a buffer of this sink
	 */
	void release(ByteBuffer buffer);

	/**
	 * Release what is charged for the connection, because it is closed. Does not wait for
	 * a write in progress. Any thread, more than once.
	 */
	void close();

	/**
	 * Create the sink that writes to a socket.
	 * @param socket an accepted socket, or TLS over it
	 * @param memory provides the buffers
	 */
	static ReplySink of(Socket socket, MemoryBudget memory) throws IOException {
		return (socket instanceof PolledSocket plain) ? new Plain(plain, memory.buffers())
				: new Secured(socket.getOutputStream(), memory);
	}

	/**
	 * Collects replies outside the heap, where the operating system reads them in place.
	 * The JDK copies an array first.
	 */
	record Plain(PolledSocket socket, BufferPools buffers) implements ReplySink {

		@Override
		public ByteBuffer take() {
			ByteBuffer direct = this.buffers.direct().take();
			return (direct != null) ? direct : Secured.take(this.buffers);
		}

		@Override
		public boolean write(ByteBuffer bytes, WriteClaim claim) throws IOException {
			if (claim != WriteClaim.NONE) {
				return this.socket.write(bytes, claim);
			}
			this.socket.write(bytes);
			return true;
		}

		@Override
		public void tryWrite(ByteBuffer bytes, WriteClaim claim) throws IOException {
			this.socket.tryWrite(bytes, claim);
		}

		@Override
		public void release(ByteBuffer buffer) {
			// separate pools: otherwise heap buffers would replace the direct ones for
			// good
			if (buffer.isDirect()) {
				this.buffers.direct().release(buffer.clear());
			}
			else {
				Secured.release(this.buffers, buffer);
			}
		}

		@Override
		public void close() {
		}

	}

	/**
	 * Collects replies in arrays, because TLS reads arrays.
	 */
	final class Secured implements ReplySink {

		/**
		 * The size of the buffer for a few short replies, if there is no memory for a
		 * large buffer.
		 */
		private static final int SMALL = 512;

		/**
		 * The size of a write to TLS, which keeps a buffer as large as the largest write.
		 */
		private static final int PIECE = 2 * 1024;

		/** The largest record of TLS, and so the largest buffer that TLS keeps. */
		private static final int RECORD = 16 * 1024;

		private final OutputStream out;

		private final MemoryBudget memory;

		/** Whether TLS may keep a large buffer, which has been charged. */
		private boolean large;

		private boolean closed;

		Secured(OutputStream out, MemoryBudget memory) {
			this.out = out;
			this.memory = memory;
		}

		@Override
		public ByteBuffer take() {
			return take(this.memory.buffers());
		}

		private static ByteBuffer take(BufferPools buffers) {
			ByteBuffer large = buffers.heap().take();
			return (large != null) ? large : ByteBuffer.allocate(SMALL);
		}

		@Override
		public boolean write(ByteBuffer bytes, WriteClaim claim) throws IOException {
			// once TLS has sealed a record, it must be sent
			if (!claim.begin()) {
				return false;
			}
			claim.recordPart();
			int most = (bytes.remaining() <= PIECE || mayBeLarge()) ? Integer.MAX_VALUE : PIECE;
			while (bytes.hasRemaining()) {
				int length = Math.min(most, bytes.remaining());
				this.out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
				bytes.position(bytes.position() + length);
			}
			return true;
		}

		/** TLS may wait for the client within any write. */
		@Override
		public void tryWrite(ByteBuffer bytes, WriteClaim claim) {
		}

		private synchronized boolean mayBeLarge() {
			if (!this.large && !this.closed) {
				this.large = this.memory.tryTake(MemoryKind.TLS, RECORD);
			}
			return this.large;
		}

		@Override
		public void release(ByteBuffer buffer) {
			release(this.memory.buffers(), buffer);
		}

		private static void release(BufferPools buffers, ByteBuffer buffer) {
			if (buffer.capacity() == BufferPool.SIZE) {
				buffers.heap().release(buffer.clear());
			}
		}

		@Override
		public synchronized void close() {
			this.closed = true;
			if (this.large) {
				this.large = false;
				this.memory.release(MemoryKind.TLS, RECORD);
			}
		}

	}

	/**
	 * Has no buffers, and rejects every write.
	 */
	record None(String reason) implements ReplySink {

		@Override
		public ByteBuffer take() throws IOException {
			throw new SocketException(this.reason);
		}

		@Override
		public boolean write(ByteBuffer bytes, WriteClaim claim) throws IOException {
			throw new SocketException(this.reason);
		}

		@Override
		public void tryWrite(ByteBuffer bytes, WriteClaim claim) throws IOException {
			throw new SocketException(this.reason);
		}

		@Override
		public void release(ByteBuffer buffer) {
			throw new IllegalStateException(this.reason);
		}

		@Override
		public void close() {
		}

	}

}
