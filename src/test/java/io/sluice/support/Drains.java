package io.sluice.support;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/**
 * Drains of listeners in this JVM.
 */
public final class Drains {

	private Drains() {
	}

	/**
	 * Stop a listener, or all of an application, and wait until every connection knows. A
	 * listener that has stopped to listen is not enough: its connections may still read
	 * requests.
	 * @param stop returns at the end of the drain
	 * @return completed at the end of the drain
	 */
	public static CompletableFuture<Void> begin(Runnable stop) {
		CompletableFuture<Void> end = CompletableFuture.runAsync(stop, (task) -> Thread.ofPlatform().start(task));
		await().until(() -> end.isDone() || isWaiting());
		return end;
	}

	private static boolean isWaiting() {
		return Thread.getAllStackTraces().values().stream().flatMap(Stream::of).anyMatch(Drains::isWait);
	}

	private static boolean isWait(StackTraceElement frame) {
		return frame.getClassName().equals("io.sluice.listener.Drain") && frame.getMethodName().equals("awaitNone");
	}

}
