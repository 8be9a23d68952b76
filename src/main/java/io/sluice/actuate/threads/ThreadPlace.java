package io.sluice.actuate.threads;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The place where a thread stands; threads of one place are shown as a group.
 * <p>
 * Neither the whole stack nor the topmost frames identify a group. Idle connections of
 * two listeners wait for the same, but differ in the frames of their framings. Handlers
 * that wait for the same pool do so in the same method, but are different. A place
 * therefore consists of the frames that show what the thread waits for and on whose
 * behalf: from the top down to the first class of Sluice, without those of the JDK. An
 * idle connection stands in Sluice itself, whatever its framing. A handler has its own
 * frames above those of Sluice. A thread without a frame of Sluice keeps all of its
 * frames.
 *
 * @param state the thread's {@link Thread.State}
 * @param waitsFor the class of the object that it waits for, or {@code null}
 * @param frames the frames, the latest call first
 */
record ThreadPlace(String state, @Nullable String waitsFor, List<String> frames) {

	/** Frames of the JDK, which are shown with their module. */
	private static final Pattern JDK = Pattern.compile("([^/(]*/)?(java|jdk)\\.[^/(]*/");

	/** Frames of the start, the wait and the wake-up of any thread. */
	private static final Pattern WAITING = Pattern.compile("java\\.(lang|util\\.concurrent)\\.");

	/** A lambda, whose name the compiler has generated. */
	private static final Pattern LAMBDA = Pattern.compile(".*\\.lambda\\$[^.]*");

	private static final String SLUICE = "io.sluice.";

	/** The package in which threads wait to read or to write. */
	private static final String SOCKETS = "io.sluice.socket.";

	static ThreadPlace of(DumpedThread thread) {
		List<String> frames = exclude(thread.stack(), ThreadPlace::isWaitCode);
		if (frames.isEmpty()) {
			frames = exclude(thread.stack(), (frame) -> WAITING.matcher(method(frame)).lookingAt());
		}
		return new ThreadPlace(thread.state(), thread.waitsFor(),
				frames.isEmpty() ? thread.stack() : frames.subList(0, end(frames)));
	}

	/**
	 * Whether a frame belongs to the general code of waiting.
	 */
	private static boolean isWaitCode(String frame) {
		return JDK.matcher(frame).lookingAt() || type(frame).startsWith(SOCKETS);
	}

	private static List<String> exclude(List<String> frames, Predicate<String> some) {
		return frames.stream().filter(some.negate()).toList();
	}

	/**
	 * The index after the first class of Sluice.
	 */
	private static int end(List<String> frames) {
		for (int i = 0; i < frames.size(); i++) {
			if (type(frames.get(i)).startsWith(SLUICE)) {
				return endOfType(frames, i);
			}
		}
		return frames.size();
	}

	private static int endOfType(List<String> frames, int start) {
		String type = type(frames.get(start));
		int end = start + 1;
		while (end < frames.size() && type(frames.get(end)).equals(type)) {
			end++;
		}
		return end;
	}

	/**
	 * The method that shows what the thread waits for: the entry into the topmost class.
	 * @return class and method
	 */
	String at() {
		if (this.frames.isEmpty()) {
			// the thread waits for its first turn
			return Thread.class.getName() + ".run";
		}
		return this.frames.subList(0, endOfType(this.frames, 0))
			.reversed()
			.stream()
			.map(ThreadPlace::method)
			.filter((method) -> !LAMBDA.matcher(method).matches())
			.findFirst()
			.orElseGet(() -> method(this.frames.getFirst()));
	}

	private static String type(String frame) {
		String method = method(frame);
		return method.substring(0, Math.max(0, method.lastIndexOf('.')));
	}

	/**
	 * The method of a frame, without class loader and module before it, and without file
	 * and line after it.
	 */
	private static String method(String frame) {
		int file = frame.indexOf('(');
		String method = (file < 0) ? frame : frame.substring(0, file);
		return method.substring(method.lastIndexOf('/') + 1);
	}

}
