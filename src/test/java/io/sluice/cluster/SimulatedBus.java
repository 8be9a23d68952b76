package io.sluice.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An engine in memory, one for all pods of a test: it takes messages in one order, and
 * each pod receives them when the test says so.
 */
final class SimulatedBus {

	private final List<Port> ports = new ArrayList<>();

	/** Whether the engine tells how many have received a message. */
	private final boolean counting;

	SimulatedBus(boolean counting) {
		this.counting = counting;
	}

	synchronized Port attach() {
		Port port = new Port();
		this.ports.add(port);
		return port;
	}

	/** Deliver everything that is under way. */
	void deliverAll() {
		deliver(this.ports.toArray(Port[]::new));
	}

	/** Deliver everything that is under way to some pods. */
	void deliver(Port... to) {
		boolean any = true;
		while (any) {
			any = false;
			for (Port port : to) {
				any |= port.deliverNext();
			}
		}
	}

	private synchronized long publish(String channel, byte[] message) {
		long receivers = 0;
		for (Port port : this.ports) {
			if (port.connected && (port.subscriptions.contains(channel) || !this.counting)) {
				port.inbox.add(new Delivery(channel, message));
				receivers++;
			}
		}
		return this.counting ? receivers : Engine.UNKNOWN;
	}

	/** The end of one pod. */
	final class Port implements Engine {

		private final Set<String> subscriptions = new HashSet<>();

		private final Queue<Delivery> inbox = new ArrayDeque<>();

		private EngineListener listener;

		private boolean connected;

		private Runnable whileSubscribing = () -> {
		};

		private @Nullable Throwable unsubscription;

		private @Nullable Throwable publication;

		@Override
		public void start(EngineListener receiver) {
			this.listener = receiver;
			connect();
		}

		void connect() {
			synchronized (SimulatedBus.this) {
				this.connected = true;
			}
			assertThat(this.listener.connected()).isTrue();
		}

		/** Lose the connection, with what is under way to the pod. */
		void cut() {
			synchronized (SimulatedBus.this) {
				this.connected = false;
				this.subscriptions.clear();
				this.inbox.clear();
			}
			this.listener.disconnected();
		}

		/** Lose the connection without telling the pod yet. */
		void cutUnnoticed() {
			synchronized (SimulatedBus.this) {
				this.connected = false;
			}
		}

		/** End a subscription without telling the pod. */
		void dropSubscription(String channel) {
			this.subscriptions.remove(channel);
		}

		boolean isConnected() {
			return this.connected;
		}

		/**
		 * Do something while each subscription, or its end, is under way to the engine.
		 */
		void whileSubscribing(Runnable action) {
			this.whileSubscribing = action;
		}

		/** Have the ends of subscriptions fail. */
		void failUnsubscriptions(Throwable failure) {
			this.unsubscription = failure;
		}

		/** Have what the pod publishes fail, or no longer. */
		void failPublications(@Nullable Throwable failure) {
			this.publication = failure;
		}

		/** Deliver the next message that is under way to the pod. */
		boolean deliverNext() {
			Delivery next;
			synchronized (SimulatedBus.this) {
				next = this.inbox.poll();
			}
			if (next != null) {
				this.listener.receive(next.channel, next.message);
			}
			return next != null;
		}

		/** Deliver the next message twice. */
		void repeatNext() {
			synchronized (SimulatedBus.this) {
				Delivery next = this.inbox.peek();
				if (next != null) {
					this.inbox.add(next);
				}
			}
		}

		@Override
		public CompletionStage<Long> publish(String channel, byte[] message) {
			if (!this.connected) {
				return CompletableFuture.failedStage(new EngineAwayException("cut"));
			}
			if (this.publication != null) {
				return CompletableFuture.failedFuture(this.publication);
			}
			return CompletableFuture.completedStage(SimulatedBus.this.publish(channel, message));
		}

		@Override
		public CompletionStage<Void> subscribe(Collection<String> channels) {
			this.whileSubscribing.run();
			return change(() -> this.subscriptions.addAll(channels));
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<String> channels) {
			this.whileSubscribing.run();
			return (this.unsubscription != null) ? CompletableFuture.failedFuture(this.unsubscription)
					: change(() -> this.subscriptions.removeAll(channels));
		}

		private CompletionStage<Void> change(Runnable change) {
			synchronized (SimulatedBus.this) {
				if (!this.connected) {
					return CompletableFuture.failedStage(new EngineAwayException("cut"));
				}
				change.run();
				return CompletableFuture.completedStage(null);
			}
		}

		@Override
		public void reconnect() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void stop() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			throw new UnsupportedOperationException();
		}

	}

	/** A message under way. */
	private static final class Delivery {

		private final String channel;

		private final byte[] message;

		Delivery(String channel, byte[] message) {
			this.channel = channel;
			this.message = message;
		}

	}

}
