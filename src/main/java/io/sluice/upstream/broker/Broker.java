package io.sluice.upstream.broker;

import java.util.concurrent.CompletableFuture;

import io.sluice.telemetry.UpstreamKind;

/**
 * The client of a broker. Any thread.
 */
public interface Broker {

	/**
	 * The kind of the broker.
	 */
	UpstreamKind kind();

	/**
	 * The addresses of the broker, without secrets.
	 */
	String address();

	/**
	 * Send a record. May wait for the broker within the limits of its client.
	 * @param record the record
	 * @param payload its content
	 * @return completes on any thread: when the broker has stored the record, or with an
	 * {@link io.sluice.upstream.UpstreamException}
	 */
	CompletableFuture<?> send(BrokerRecord record, byte[] payload);

	/**
	 * Ask the broker whether it takes records. May block for some seconds.
	 * @param destination where records go
	 * @return {@code false} if it answers, but does not take all records
	 * @throws io.sluice.upstream.UpstreamException if it does not answer, or has no such
	 * destination
	 */
	boolean isReachable(String destination);

}
