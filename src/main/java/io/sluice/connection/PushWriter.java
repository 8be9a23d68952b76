package io.sluice.connection;

import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.PushResult.Outcome;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.telemetry.ConnectionEvent.Kind;
import io.sluice.telemetry.RecentEvents;
import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;

/**
 * Sends pushes: messages that are not replies. Any thread.
 */
@RequiredArgsConstructor
final class PushWriter {

	private final ListenerContext listener;

	private final ConnectionContext connection;

	private final ReplyOutput output;

	private final RequestLoop loop;

	/**
	 * Send a push. Returns when the operating system has taken the message.
	 * @param message the message
	 * @throws MessageDeliveryException if the message was not sent. The connection stays
	 * open if it is not open yet, or if the message cannot be sent
	 */
	void push(Message<?> message) {
		if (this.connection.lifecycle().isOpening()) {
			throw refusal(message, "connection %s is not open yet".formatted(this.connection.getConnectionId()));
		}
		byte[] bytes = this.loop.encoder().encode(message);
		MemoryBudget memory = this.listener.resources().memory();
		if (!memory.tryTake(MemoryKind.REPLIES, bytes.length)) {
			throw refusal(message, "no memory is left for a push of %d bytes to connection %s ('sluice.limits.memory')"
				.formatted(bytes.length, this.connection.getConnectionId()));
		}
		RecentEvents recent = this.loop.journal().recent();
		long now = (recent != null) ? System.nanoTime() : 0;
		boolean written = false;
		try {
			push(message, bytes);
			written = true;
		}
		finally {
			memory.release(MemoryKind.REPLIES, bytes.length);
			if (recent != null) {
				recent.recordPush(Kind.PUSH, now, bytes.length, written ? Outcome.WRITTEN : Outcome.FAILED,
						this.output.isTorn() || this.output.isBroken());
			}
		}
	}

	private void push(Message<?> message, byte[] bytes) {
		try {
			this.loop.replies().push(bytes);
		}
		catch (IOException ex) {
			if (!this.connection.lifecycle().isEnding()) {
				this.connection.recordFailure(ex);
				this.connection.close(CloseReason.CLIENT_RESET);
			}
			throw new MessageDeliveryException(message,
					"[%s] connection %s is closed".formatted(this.listener.name(), this.connection.getConnectionId()),
					ex);
		}
		catch (RuntimeException | Error ex) {
			if (this.output.isTorn()) {
				this.connection.close(CloseReason.SERVER_ERROR);
			}
			throw ex;
		}
	}

	private MessageDeliveryException refusal(Message<?> message, String why) {
		return new MessageDeliveryException(message, "[%s] %s".formatted(this.listener.name(), why));
	}

}
