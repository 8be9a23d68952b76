package io.sluice.error;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Logs the defects of a listener's handlers. The first of each kind has its stack trace.
 * Others are counted, and their number is logged in one line, at most once a minute. The
 * kind is the route, the class of the exception and the calls that threw it. Any thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.reply")
final class DefectLog {

	static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** The limit on the distinguished kinds, because classes may be generated. */
	private static final int MAX_KINDS = 500;

	/** The number of frames by which two places are distinguished. */
	private static final int FRAMES = 8;

	/** The number of causes that count: a handler may wrap whatever it catches. */
	private static final int CAUSES = 5;

	/** As in the metrics. */
	private static final String NO_ROUTE = "none";

	private static final Kind FURTHER = new Kind("", "", 0);

	private final Map<Kind, Repeats> kinds = new ConcurrentHashMap<>();

	private final String listener;

	private final LongSupplier nanoTime;

	/**
	 * Log a defect.
	 * @param route the route of the request, if it has one
	 * @param defect the exception of the handler
	 */
	void log(@Nullable Object route, Throwable defect) {
		String name = (route != null) ? route.toString() : NO_ROUTE;
		Kind kind = Kind.of(name, defect);
		Repeats known = this.kinds.get(kind);
		if (known == null) {
			Repeats created = new Repeats(this.nanoTime.getAsLong());
			known = this.kinds.putIfAbsent((this.kinds.size() < MAX_KINDS) ? kind : FURTHER, created);
			if (known == null) {
				log.error("[{}] request failed in route '{}'; the next failures of this kind are counted",
						this.listener, name, defect);
				return;
			}
		}
		log.debug("[{}] request failed in route '{}'", this.listener, name, defect);
		long count = known.count(this.nanoTime.getAsLong());
		if (count > 0) {
			log.error("[{}] request failed in route '{}' {} more times: {}", this.listener, name, count,
					defect.toString());
		}
	}

	/**
	 * What failures of one kind have in common.
	 *
	 * @param route the route of the request
	 * @param type the class of the exception
	 * @param place the hash of the calls that threw it and its causes: the first one may
	 * be in a library, which any line of a handler may call
	 */
	private record Kind(String route, String type, int place) {

		static Kind of(String route, Throwable defect) {
			int place = 0;
			Throwable each = defect;
			for (int depth = 0; each != null && depth < CAUSES; depth++) {
				StackTraceElement[] stack = each.getStackTrace();
				place = 31 * place + each.getClass().getName().hashCode();
				place = 31 * place + Arrays.asList(stack).subList(0, Math.min(FRAMES, stack.length)).hashCode();
				each = each.getCause();
			}
			return new Kind(route, defect.getClass().getName(), place);
		}

	}

	/** The failures of one kind since the last line about them. */
	private static final class Repeats {

		private final LongAdder count = new LongAdder();

		private final AtomicLong due;

		Repeats(long now) {
			this.due = new AtomicLong(now + PERIOD_NANOS);
		}

		/**
		 * Count a failure.
		 * @return the number of failures to log, or 0 if a line is not due
		 */
		long count(long now) {
			this.count.increment();
			long due = this.due.get();
			boolean first = now - due >= 0 && this.due.compareAndSet(due, now + PERIOD_NANOS);
			return first ? this.count.sumThenReset() : 0;
		}

	}

}
