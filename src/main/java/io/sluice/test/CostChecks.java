package io.sluice.test;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Checks what a client can make a decoder spend: time for bytes that it examines again,
 * and memory for bytes that have not arrived.
 *
 * @param framing the framing
 * @param samples messages, from which longer ones are made
 */
record CostChecks(Framing framing, List<Sample> samples) {

	/**
	 * The longer message, unless the samples or the framing's largest one call for
	 * another.
	 */
	private static final int LONG = 2048;

	/** In a message below this size, bytes that are looked at again cost little. */
	private static final int LEAST = 64;

	/** How much longer the second message is. */
	private static final int GROWTH = 4;

	/** Linear cost grows as the length does, with exponent 1, and quadratic with 2. */
	private static final double MOST_EXPONENT = 1.5;

	/** Bytes that a decoder may allocate for its own state and its exception. */
	private static final int ALLOWED = 16 * 1024;

	/** The bytes of the largest frame that arrive, its header among them. */
	private static final int ARRIVED = 64;

	private static final int RUNS = 3;

	private static final MBeanServer MANAGEMENT = ManagementFactory.getPlatformMBeanServer();

	/** Of the JDK; its class is in a module that a user of the kit need not read. */
	private static final String ALLOCATED = "CurrentThreadAllocatedBytes";

	Stream<DynamicTest> tests() {
		return Stream.of(
				DynamicTest.dynamicTest("no byte is looked at again and again while a frame arrives", this::scan),
				DynamicTest.dynamicTest("nothing is allocated for bytes that have not arrived", this::allocate));
	}

	private void scan() {
		int maxSize = this.framing.maxSize();
		int shortest = this.samples.stream().mapToInt((sample) -> sample.message().length).min().orElseThrow();
		int few = Math.max(Math.min(LONG, maxSize) / GROWTH, shortest);
		int many = (int) Math.min((long) GROWTH * few, maxSize);
		Assumptions.assumeTrue(few <= LONG && many >= Math.max(LEAST, 2 * few),
				"the samples are too long, or the largest message is too short");
		CountingBuffer first = trickle(few);
		CountingBuffer second = trickle(many);
		if (second.looks() > first.looks() * Math.pow((double) many / few, MOST_EXPONENT)) {
			int most = second.mostLooked();
			throw new AssertionError(
					"a message of %2$,d bytes that arrives byte by byte makes the decoder examine %1$,d bytes, and one of %4$,d makes it examine %3$,d: "
						.formatted(second.looks(), many, first.looks(), few)
							+ "it examines byte %d alone %,d times. Begin at scanned(), and pass to need how far the scan has come"
								.formatted(most, second.looks(most)));
		}
	}

	private CountingBuffer trickle(int size) {
		byte[] message = Sample.carried(this.samples, size);
		Assumptions.assumeTrue(message != null, "no sample can be made a message of %d bytes".formatted(size));
		return DecoderStream.trickle(this.framing, this.framing.frame(message)).require(List.of(message)).buffer();
	}

	private void allocate() {
		byte[] largest = Sample.carried(this.samples, Math.min(this.framing.maxSize(), 1024 * 1024));
		byte[] frame = (largest != null) ? this.framing.frame(largest) : this.samples.getFirst().frame();
		byte[] begun = Arrays.copyOf(frame, Math.clamp(frame.length - 1, 0, ARRIVED));
		long allocated = leastAllocatedBy(begun);
		if (allocated > ALLOWED) {
			throw new AssertionError(
					"when %d bytes of a frame of %,d had arrived, the decoder had allocated %,d bytes, more than %,d"
						.formatted(begun.length, frame.length, allocated, ALLOWED));
		}
	}

	/**
	 * The bytes that the decoder allocates each time. The JVM allocates others now and
	 * then, for example for a class, or for a method that has been called often.
	 */
	private long leastAllocatedBy(byte[] bytes) {
		return IntStream.range(0, RUNS).mapToLong((run) -> allocatedBy(bytes)).min().orElseThrow();
	}

	private long allocatedBy(byte[] bytes) {
		long before = allocated();
		DecoderStream.of(this.framing, bytes);
		return allocated() - before;
	}

	/**
	 * The bytes that the current thread has allocated, including a few for this call.
	 */
	private static long allocated() {
		try {
			return (long) MANAGEMENT.getAttribute(ObjectName.getInstance(ManagementFactory.THREAD_MXBEAN_NAME),
					ALLOCATED);
		}
		catch (JMException ex) {
			throw new IllegalStateException("This JVM does not tell what a thread allocates", ex);
		}
	}

}
