package io.sluice.handler.context;

import java.util.List;
import java.util.stream.Stream;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * The context in which the application's handlers, channels and flows run, and no others:
 * set before a request, and taken off the thread after it, however it ends.
 */
@Slf4j(topic = "io.sluice.handler")
public final class HandlerContext {

	/** In the order in which they are entered; left in the reverse order. */
	private final List<ContextPart> parts;

	/**
	 * Create a context.
	 * @param optional the parts beside the MDC and Micrometer's current observation
	 */
	public HandlerContext(List<ContextPart> optional) {
		// an observation's scope writes to the MDC and to other thread-locals when it
		// is closed, so it is the first to be left, and the MDC the last
		this.parts = Stream.of(List.of(new MdcContext()), optional, List.<ContextPart>of(new ObservationContext()))
			.<ContextPart>flatMap(List::stream)
			.toList();
	}

	/**
	 * Let a channel of the application be sent to in this context.
	 * @param channel the channel
	 * @return sends to it
	 */
	public MessageChannel around(MessageChannel channel) {
		return new ContextualChannel(this, channel);
	}

	/**
	 * The channel of the application that is sent to.
	 * @param channel what {@link #around(MessageChannel)} has given, or any other
	 * @return what it was given, or the other
	 */
	public static MessageChannel within(MessageChannel channel) {
		return (channel instanceof ContextualChannel contextual) ? contextual.channel() : channel;
	}

	/**
	 * Let a task of a pool leave nothing on its thread, whatever code of the application
	 * it calls.
	 * @param task the task
	 * @return runs it
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

	/** One part that cannot be left must not keep the others. */
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
