package io.sluice.upstream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.CloseReason;
import io.sluice.client.SharedConnection;
import io.sluice.spi.Exchange;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.messaging.support.GenericMessage;

/**
 * A client with a connection of its own to an upstream. It receives what the upstream
 * sends without a request. While the client does not read, its connection to the upstream
 * is not read either, until the listener's write timeout closes the client.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.upstream")
final class StickyClient implements SharedConnection.PushReceiver {

	/** The pause before the second look for a reply that is being written. */
	private static final long FIRST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/** The longest pause: a client may not read its reply for long. */
	private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final TcpConnection connection;

	private final StickyTerms terms;

	/**
	 * Forward a push, after the replies that have arrived before it.
	 */
	@Override
	public void receive(byte[] message) {
		long pause = FIRST_NANOS;
		while (this.connection instanceof Exchange.Connection client && client.isReplying()) {
			LockSupport.parkNanos(this, pause);
			pause = Math.min(pause * 2, LONGEST_NANOS);
		}
		try {
			this.connection.send(new GenericMessage<>(message, ReplyKeys.NO_HEADERS));
		}
		catch (RuntimeException ex) {
			this.terms.connection().dropped().increment();
			if (this.connection.isOpen()) {
				this.terms.lostPushes()
					.log(log, "[{}] a push to connection {} was dropped: {}", this.terms.upstream(),
							this.connection.getConnectionId(), ex.getMessage());
			}
		}
	}

	/**
	 * Close the client's connection after the replies to the requests that it has sent.
	 */
	void finish(CloseReason reason) {
		if (this.connection instanceof Exchange.Connection client) {
			client.finish(reason);
		}
		else {
			this.connection.close();
		}
	}

}
