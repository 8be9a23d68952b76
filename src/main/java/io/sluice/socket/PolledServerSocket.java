package io.sluice.socket;

import java.net.ServerSocket;

/**
 * A server socket that accepts {@link PolledSocket}s.
 */
public class PolledServerSocket extends ServerSocket {

	private final ListeningSocketImpl listening;

	/**
	 * Create a server socket that is not bound.
	 */
	protected PolledServerSocket() {
		this(new ListeningSocketImpl());
	}

	private PolledServerSocket(ListeningSocketImpl listening) {
		super(listening);
		this.listening = listening;
	}

	/**
	 * Whether the socket can accept. An interrupt of the accepting thread closes the
	 * socket for good.
	 * @return {@code false} until it is bound, and after a close or an interrupt
	 */
	protected boolean isListening() {
		return this.listening.isOpen();
	}

}
