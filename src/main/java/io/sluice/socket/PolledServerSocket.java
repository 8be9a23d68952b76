package io.sluice.socket;

import java.net.ServerSocket;

/**
 * A server socket that accepts {@link PolledSocket}s.
 */
public class PolledServerSocket extends ServerSocket {

	private final ListeningSocketImpl listening;

	/**
	 * A server socket that is to be bound.
	 */
	protected PolledServerSocket() {
		this(new ListeningSocketImpl());
	}

	private PolledServerSocket(ListeningSocketImpl listening) {
		super(listening);
		this.listening = listening;
	}

	/**
	 * Whether it can accept: an interrupt of the thread that accepts ends that for good.
	 * @return {@code false} until it is bound, and after it was closed or interrupted
	 */
	protected boolean isListening() {
		return this.listening.isOpen();
	}

}
