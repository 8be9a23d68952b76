package io.sluice.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.SubscribableChannel;

/**
 * Two message channels of the application as an engine. What is sent to the one must
 * arrive at the other in every pod, this one included, in one order. It does not know how
 * many pods a message has reached.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
public final class ChannelEngine implements Engine {

	private final MessageChannel outbound;

	private final SubscribableChannel inbound;

	/** A send may wait. */
	private final Lane lane = new Lane();

	private final MessageHandler handler = this::receive;

	private volatile @Nullable EngineListener listener;

	private volatile CountDownLatch lost = new CountDownLatch(1);

	/** The thread of the connection; {@code null} while the engine is stopped. */
	private volatile @Nullable Thread thread;

	@Override
	public void start(EngineListener receiver) {
		this.listener = receiver;
		this.inbound.subscribe(this.handler);
		Thread started = Thread.ofPlatform().daemon().name("sluice-cluster-channels").unstarted(() -> run(receiver));
		this.thread = started;
		started.start();
	}

	private void run(EngineListener receiver) {
		while (Thread.currentThread().equals(this.thread)) {
			try {
				// a send that waits would bring nothing over a new connection, either
				this.lane.awaitIdle();
				serve(receiver);
			}
			catch (InterruptedException ex) {
				// stopped
			}
		}
	}

	private void serve(EngineListener receiver) throws InterruptedException {
		this.lost = new CountDownLatch(1);
		var _ = receiver.connected();
		try {
			this.lost.await();
		}
		finally {
			receiver.disconnected();
		}
	}

	private void receive(Message<?> message) {
		EngineListener receiver = this.listener;
		if (receiver == null || !(message.getPayload() instanceof byte[] bytes) || bytes.length < Integer.BYTES) {
			log.debug("A message on the inbound channel of the cluster is none of a pod");
			return;
		}
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		int length = buffer.getInt();
		if (length < 0 || length > buffer.remaining()) {
			log.debug("A message on the inbound channel of the cluster is none of a pod");
			return;
		}
		String channel = new String(bytes, Integer.BYTES, length, StandardCharsets.UTF_8);
		byte[] content = new byte[buffer.remaining() - length];
		buffer.position(Integer.BYTES + length).get(content);
		receiver.receive(channel, content);
	}

	@Override
	public CompletionStage<Long> publish(String channel, byte[] message) {
		byte[] name = channel.getBytes(StandardCharsets.UTF_8);
		byte[] bytes = ByteBuffer.allocate(Integer.BYTES + name.length + message.length)
			.putInt(name.length)
			.put(name)
			.put(message)
			.array();
		CompletableFuture<Long> result = new CompletableFuture<>();
		if (!this.lane.tryExecute(() -> send(bytes, result), bytes.length)) {
			result.completeExceptionally(new EngineAwayException("too much waits for the outbound channel"));
		}
		return result;
	}

	private void send(byte[] bytes, CompletableFuture<Long> result) {
		try {
			if (this.outbound.send(MessageBuilder.withPayload(bytes).build())) {
				result.complete(UNKNOWN);
			}
			else {
				result.completeExceptionally(new EngineAwayException("the outbound channel does not take it"));
			}
		}
		catch (RuntimeException ex) {
			log.debug("A message of the cluster was not sent", ex);
			result.completeExceptionally(ex);
		}
	}

	@Override
	public CompletionStage<Void> subscribe(Collection<String> channels) {
		return CompletableFuture.completedStage(null);
	}

	@Override
	public CompletionStage<Void> unsubscribe(Collection<String> channels) {
		return CompletableFuture.completedStage(null);
	}

	@Override
	public void reconnect() {
		this.lost.countDown();
	}

	@Override
	public void stop() {
		Thread running = this.thread;
		this.thread = null;
		if (running != null) {
			running.interrupt();
		}
		this.inbound.unsubscribe(this.handler);
	}

	@Override
	public void close() {
		stop();
	}

}
