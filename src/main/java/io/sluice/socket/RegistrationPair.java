package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of a socket: one for waits of virtual threads, and one for waits of
 * platform threads. Each is made before the first such wait. Any thread.
 */
@RequiredArgsConstructor
final class RegistrationPair {

	private final PollerGroup pollers;

	private volatile @Nullable Registration virtual;

	private volatile @Nullable Registration platform;

	/**
	 * The registration for waits of the current thread.
	 * @param channel the channel to register if it is not registered yet
	 */
	Registration ofThread(SocketChannel channel) throws IOException {
		boolean ofVirtual = Thread.currentThread().isVirtual();
		Registration current = ofVirtual ? this.virtual : this.platform;
		return (current != null) ? current : register(channel, ofVirtual);
	}

	/**
	 * Whether input has arrived, so that the current thread need not wait before it
	 * reads.
	 */
	boolean takeInput() {
		Registration current = Thread.currentThread().isVirtual() ? this.virtual : this.platform;
		return current != null && current.takeInput();
	}

	private synchronized Registration register(SocketChannel channel, boolean ofVirtual) throws IOException {
		Registration current = ofVirtual ? this.virtual : this.platform;
		if (current == null) {
			Poller poller = ofVirtual ? this.pollers.next() : this.pollers.platform();
			current = poller.register(channel);
			if (ofVirtual) {
				this.virtual = current;
			}
			else {
				this.platform = current;
			}
		}
		return current;
	}

	/**
	 * Whether there may be input for which no thread waits.
	 */
	boolean mayHaveInput() {
		Registration ofVirtual = this.virtual;
		Registration ofPlatform = this.platform;
		return (ofVirtual != null && ofVirtual.mayHaveInput()) || (ofPlatform != null && ofPlatform.mayHaveInput());
	}

	/**
	 * Wake the threads that wait.
	 */
	void wake() {
		forEach(Registration::wake);
	}

	/**
	 * Wake the thread that waits for input, or have its next wait return at once.
	 */
	void nudge() {
		forEach(Registration::nudge);
	}

	/**
	 * Wake the thread that waits for room to write, or have its next wait return at once.
	 */
	void nudgeWriter() {
		forEach(Registration::nudgeWriter);
	}

	/**
	 * Record that the channel has been closed, and wake the threads that wait.
	 */
	void close() {
		forEach(Registration::close);
	}

	private void forEach(Consumer<Registration> action) {
		Registration ofVirtual = this.virtual;
		if (ofVirtual != null) {
			action.accept(ofVirtual);
		}
		Registration ofPlatform = this.platform;
		if (ofPlatform != null) {
			action.accept(ofPlatform);
		}
	}

}
