package io.sluice.process;

import java.nio.ByteBuffer;

/**
 * The pools of large buffers of a process.
 *
 * @param arrays buffers for input
 * @param heap buffers for output that is read as an array, such as by TLS
 * @param direct buffers for output that the operating system reads in place; at most 4 MB
 */
public record BufferPools(BufferPool<byte[]> arrays, BufferPool<ByteBuffer> heap, BufferPool<ByteBuffer> direct) {

	/**
	 * Create empty pools.
	 * @param payer pays for buffers on the heap beyond the kept ones
	 */
	static BufferPools paidBy(BufferPool.Payer payer) {
		// -Xmx does not limit direct memory: the pool never has more buffers than it
		// keeps
		return new BufferPools(new BufferPool<>(() -> new byte[BufferPool.SIZE], payer),
				new BufferPool<>(() -> ByteBuffer.allocate(BufferPool.SIZE), payer),
				new BufferPool<>(() -> ByteBuffer.allocateDirect(BufferPool.SIZE), null));
	}

}
