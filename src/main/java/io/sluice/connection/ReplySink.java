package io.sluice.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryBudget.Buffers;
import io.sluice.process.MemoryKind;
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
	 * @return an empty one of {@link BufferPool#SIZE} bytes, or a small one where there
	 * is no room for that
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
	 * Nothing is written any more, and nothing is taken: give back what else is held.
	 */
	void close();

	/**
	 * The sink that writes to a socket.
	 * @param socket an accepted socket, or TLS over it
	 * @param memory has the buffers that replies are collected in
	 */
	static ReplySink of(Socket socket, MemoryBudget memory) throws IOException {
		return (socket instanceof PolledSocket plain) ? new Plain(plain, memory.buffers())
				: new Secured(socket.getOutputStream(), memory);
	}

	/**
	 * Collects outside the heap, from where the system takes bytes as they are: of an
	 * array the JDK makes a copy first.
	 */
	record Plain(PolledSocket socket, Buffers buffers) implements ReplySink {

		@Override
		public ByteBuffer take() {
			ByteBuffer direct = this.buffers.direct().take();
			return (direct != null) ? direct : Secured.take(this.buffers);
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			this.socket.write(bytes);
		}

		@Override
		public void giveBack(ByteBuffer buffer) {
			// apart, or those of the heap would take the place of the others for good
			if (buffer.isDirect()) {
				this.buffers.direct().giveBack(buffer.clear());
			}
			else {
				Secured.giveBack(this.buffers, buffer);
			}
		}

		@Override
		public void close() {
		}

	}

	/**
	 * Collects in arrays, as TLS reads them.
	 */
	final class Secured implements ReplySink {

		/** For a few short replies, where there is no room for a large buffer. */
		private static final int SMALL = 512;

		/** TLS keeps a buffer as large as the largest piece that it was given. */
		private static final int PIECE = 2 * 1024;

		/** The most that TLS puts into one record, and so the most that it keeps. */
		private static final int RECORD = 16 * 1024;

		private final OutputStream out;

		private final MemoryBudget memory;

		/** Whether TLS may keep a large buffer, which has been counted. */
		private boolean large;

		Secured(OutputStream out, MemoryBudget memory) {
			this.out = out;
			this.memory = memory;
		}

		@Override
		public ByteBuffer take() {
			return take(this.memory.buffers());
		}

		private static ByteBuffer take(Buffers buffers) {
			ByteBuffer large = buffers.heap().take();
			return (large != null) ? large : ByteBuffer.allocate(SMALL);
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			int most = (bytes.remaining() <= PIECE || mayBeLarge()) ? Integer.MAX_VALUE : PIECE;
			while (bytes.hasRemaining()) {
				int length = Math.min(most, bytes.remaining());
				this.out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
				bytes.position(bytes.position() + length);
			}
		}

		private boolean mayBeLarge() {
			if (!this.large) {
				this.large = this.memory.tryTake(MemoryKind.TLS, RECORD);
			}
			return this.large;
		}

		@Override
		public void giveBack(ByteBuffer buffer) {
			giveBack(this.memory.buffers(), buffer);
		}

		private static void giveBack(Buffers buffers, ByteBuffer buffer) {
			if (buffer.capacity() == BufferPool.SIZE) {
				buffers.heap().giveBack(buffer.clear());
			}
		}

		@Override
		public void close() {
			if (this.large) {
				this.large = false;
				this.memory.release(MemoryKind.TLS, RECORD);
			}
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

		@Override
		public void close() {
		}

	}

}
