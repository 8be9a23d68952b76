package io.sluice.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.sluice.spi.Framing;

/**
 * A client that sends little makes a connection allocate little, whatever it announces.
 */
final class AllocationCheck {

	/** A buffer of the pool, and what a reader allocates for itself. */
	private static final int FIXED = 256 * 1024;

	/** For copies, messages of no bytes, and the state of a nested document. */
	private static final int PER_BYTE = 1024;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private AllocationCheck() {
	}

	/**
	 * Read bytes that arrive in one segment.
	 */
	static StreamReading read(Framing framing, byte[] bytes) throws IOException {
		long most = FIXED + (long) PER_BYTE * bytes.length;
		long before = THREADS.getCurrentThreadAllocatedBytes();
		StreamReading reading = StreamReading.of(framing, Segments.whole(bytes));
		if (THREADS.getCurrentThreadAllocatedBytes() - before > most) {
			// the first time, classes may have been loaded
			before = THREADS.getCurrentThreadAllocatedBytes();
			reading = StreamReading.of(framing, Segments.whole(bytes));
			long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
			if (allocated > most) {
				throw new AssertionError("%,d bytes are allocated for %,d".formatted(allocated, bytes.length));
			}
		}
		return reading;
	}

}
