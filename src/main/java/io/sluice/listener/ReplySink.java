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

	/** Before there is one. */
	ReplySink NOT_OPEN = new None("The connection is not open yet");

	/** And after. */
	ReplySink CLOSED = new None("The connection is closed");

	/**
	 * A buffer to collect replies in.
	 * @return {@link BufferPool#SIZE} bytes, empty
	 */
	ByteBuffer take() throws IOException;

	/**
	 * Write all of a buffer; may wait for the client.
	 * @param bytes from its position to its limit; what was taken, or an array's
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
		 * As many as a pool keeps. Each client that does not read holds on to one, and
		 * {@code -Xmx} does not bound these: beyond 4 MB buffers are of the heap.
		 */
		private static final Semaphore LEFT = new Semaphore(BufferPool.KEPT);

		private static ByteBuffer make() {
			if (LEFT.tryAcquire()) {
				try {
					return ByteBuffer.allocateDirect(BufferPool.SIZE);
				}
				catch (OutOfMemoryError ex) {
					// others have what there is outside the heap: no use to try again
				}
			}
			return Secured.POOL.take();
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
			// apart, or those of the heap would take the place of the others for good
			if (!buffer.isDirect()) {
				Secured.POOL.giveBack(buffer.clear());
			}
			else if (!POOL.giveBack(buffer.clear())) {
				LEFT.release();
			}
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

	/**
	 * Has no buffers, and takes nothing.
	 */
	record None(String reason) implements ReplySink {

		@Override
		public ByteBuffer take() throws IOException {
			throw new SocketException(this.reason);
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			throw new SocketException(this.reason);
		}

		@Override
		public void giveBack(ByteBuffer buffer) {
			throw new IllegalStateException(this.reason);
		}

	}

}
