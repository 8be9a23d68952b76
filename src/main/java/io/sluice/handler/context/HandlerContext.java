package io.sluice.handler.context;

import java.util.List;
import java.util.stream.Stream;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * The context in which the application's handlers, channels and flows run. It is set
 * before a request and removed after it, in every case. Sluice's own handlers run without
 * it.
 */
@Slf4j(topic = "io.sluice.handler")
public final class HandlerContext {

	/** The parts in the order of entry; they are left in the reverse order. */
	private final List<ContextPart> parts;

	/**
	 * Create a context.
	 * @param optional the parts besides the MDC and Micrometer's current observation
	 */
	public HandlerContext(List<ContextPart> optional) {
		// the scope of an observation writes to the MDC and to other thread-locals when
		// it is closed, so it is left first, and the MDC last
		this.parts = Stream.of(List.of(new MdcContext()), optional, List.<ContextPart>of(new ObservationContext()))
			.<ContextPart>flatMap(List::stream)
			.toList();
	}

	/**
	 * Wrap a channel of the application, so that every send runs in this context.
	 * @param channel the channel
	 * @return the wrapper
	 */
	public MessageChannel wrap(MessageChannel channel) {
		return new ContextualChannel(this, channel);
	}

	/**
	 * The channel inside a wrapper.
	 * @param channel the result of {@link #wrap(MessageChannel)}, or any other channel
	 * @return the wrapped channel, or the other channel itself
	 */
	public static MessageChannel unwrap(MessageChannel channel) {
		return (channel instanceof ContextualChannel contextual) ? contextual.channel() : channel;
	}

	/**
	 * Wrap a task of a pool, so that no state of application code stays on its thread.
	 * @param task the task
	 * @return the wrapper
	 */
	public Runnable clearAfter(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			finally {
				this.parts.reversed().forEach((part) -> leave(part::clear));
			}
		};
	}

	/**
	 * Wrap a task for a thread of its own, so that it runs in the context of the current
	 * thread, such as its trace.
	 * @param task the task
	 * @return the wrapper
	 */
	public Runnable carry(Runnable task) {
		List<Runnable> captured = this.parts.stream().map(ContextPart::capture).toList();
		return clearAfter(() -> {
			captured.forEach(Runnable::run);
			task.run();
		});
	}

	boolean send(MessageChannel channel, Message<?> request, long timeout) {
		@Nullable Runnable[] exits = new Runnable[this.parts.size()];
		try {
			for (int i = 0; i < exits.length; i++) {
				exits[i] = this.parts.get(i).enter(request);
			}
			return channel.send(request, timeout);
		}
		finally {
			for (int i = exits.length - 1; i >= 0; i--) {
				leave(exits[i]);
			}
		}
	}

	/** Leave one part. A failure must not keep the other parts from being left. */
	private static void leave(@Nullable Runnable exit) {
		if (exit != null) {
			try {
				exit.run();
			}
			catch (Throwable ex) {
				log.debug("The context of a handler could not be left", ex);
			}
		}
	}

}
