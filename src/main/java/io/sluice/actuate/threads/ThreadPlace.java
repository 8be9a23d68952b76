package io.sluice.actuate.threads;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where a thread stands: threads of one place are shown as a group.
 * <p>
 * Neither whole stacks nor their topmost frames would do. Idle connections of two
 * listeners differ in the frames of their framings, and wait for the same; handlers that
 * wait for the same pool do so in the same method, and are not the same. So a place has
 * the frames that say what is waited for and on whose behalf: those from the top down to
 * the first class of Sluice, without those of the JDK. An idle connection stands in
 * Sluice itself, whatever its framing; a handler has its own frames above the Sluice that
 * called it; and a thread that Sluice has nothing to do with has all of its frames.
 *
 * @param state the thread's {@link Thread.State}
 * @param waitsFor the class of the object that it waits for, if any
 * @param frames the frames, the latest call first
 */
record ThreadPlace(String state, @Nullable String waitsFor, List<String> frames) {

	/** The JDK is in modules, and its frames are shown with theirs. */
	private static final Pattern JDK = Pattern.compile("([^/(]*/)?(java|jdk)\\.[^/(]*/");

	/** How any thread is started, waits and is woken. */
	private static final Pattern WAITING = Pattern.compile("java\\.(lang|util\\.concurrent)\\.");

	/** A piece of a method, under a name that the compiler has made up. */
	private static final Pattern LAMBDA = Pattern.compile(".*\\.lambda\\$[^.]*");

	private static final String SLUICE = "io.sluice.";

	/** Where a thread that reads or writes waits, whichever of the two it does. */
	private static final String SOCKETS = "io.sluice.socket.";

	static ThreadPlace of(DumpedThread thread) {
		List<String> frames = without(thread.stack(), ThreadPlace::isBelow);
		if (frames.isEmpty()) {
			frames = without(thread.stack(), (frame) -> WAITING.matcher(method(frame)).lookingAt());
		}
		return new ThreadPlace(thread.state(), thread.waitsFor(),
				frames.isEmpty() ? thread.stack() : frames.subList(0, end(frames)));
	}

	/**
	 * Whether a frame is of what any code waits by.
	 */
	private static boolean isBelow(String frame) {
		return JDK.matcher(frame).lookingAt() || type(frame).startsWith(SOCKETS);
	}

	private static List<String> without(List<String> frames, Predicate<String> some) {
		return frames.stream().filter(some.negate()).toList();
	}

	/**
	 * Where the first class of Sluice ends.
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
	 * The method that says what is waited for: the one by which the topmost class was
	 * entered.
	 * @return class and method
	 */
	String at() {
		if (this.frames.isEmpty()) {
			// it waits for its first turn
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

	/** Without class loader and module before it, file and line behind it. */
	private static String method(String frame) {
		int file = frame.indexOf('(');
		String method = (file < 0) ? frame : frame.substring(0, file);
		return method.substring(method.lastIndexOf('/') + 1);
	}

}
