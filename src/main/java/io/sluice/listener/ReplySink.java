package io.sluice.listener;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

import io.sluice.framing.BufferPool;
import io.sluice.socket.PolledSocket;

/**
 * Where the replies of a connection go, and what they are collected in before.
 */
interface ReplySink {

	/** Nowhere. */
	ReplySink NOT_OPEN = new ReplySink() {

		@Override
		public ByteBuffer take() throws IOException {
			throw new SocketException("The connection is not open");
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			throw new SocketException("The connection is not open");
		}

		@Override
		public void giveBack(ByteBuffer buffer) {
			// there is none
		}

	};

	/**
	 * A buffer to collect replies in.
	 * @return {@link BufferPool#SIZE} bytes, empty
	 */
	ByteBuffer take() throws IOException;

	/**
	 * Write all of a buffer; may wait for the client.
	 * @param bytes what was taken, from its position to its limit
	 */
	void write(ByteBuffer bytes) throws IOException;

	/**
	 * Give back a buffer, which is not used any more from now on.
	 * @param buffer what was taken
	 */
	void giveBack(ByteBuffer buffer);

	/**
	 * The sink that writes to a socket.
	 * @param socket an accepted socket, or TLS over it
	 */
	static ReplySink of(Socket socket) throws IOException {
		return (socket instanceof PolledSocket plain) ? new Plain(plain) : new Secured(socket.getOutputStream());
	}

	/**
	 * Collects outside the heap, from where the system takes bytes as they are: of an
	 * array the JDK makes a copy first.
	 */
	record Plain(PolledSocket socket) implements ReplySink {

		private static final BufferPool<ByteBuffer> POOL = new BufferPool<>(Plain::make);

		/**
		 * As many as are kept. Clients that do not read hold on to one each, and however
		 * many they are, there is a bound to what the heap's own does not count.
		 */
		private static final Semaphore OUTSIDE_HEAP = new Semaphore(BufferPool.KEPT);

		private static ByteBuffer make() {
			return OUTSIDE_HEAP.tryAcquire() ? ByteBuffer.allocateDirect(BufferPool.SIZE)
					: ByteBuffer.allocate(BufferPool.SIZE);
		}

		@Override
		public ByteBuffer take() {
			return POOL.take();
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			this.socket.write(bytes);
		}

		@Override
		public void giveBack(ByteBuffer buffer) {
			POOL.giveBack(buffer.clear());
		}

	}

	/**
	 * Collects in arrays, as TLS reads them.
	 */
	record Secured(OutputStream out) implements ReplySink {

		private static final BufferPool<ByteBuffer> POOL = new BufferPool<>(() -> ByteBuffer.allocate(BufferPool.SIZE));

		@Override
		public ByteBuffer take() {
			return POOL.take();
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			this.out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
		}

		@Override
		public void giveBack(ByteBuffer buffer) {
			POOL.giveBack(buffer.clear());
		}

	}

}
