package io.sluice.listener;

import java.io.IOException;
import java.net.Socket;

import io.sluice.CloseReason;
import io.sluice.connection.SluiceConnection;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A client that has been accepted and has no thread yet. Used by the accept thread, which
 * closes the client if a later step fails.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class PendingClient {

	private final String listener;

	private @Nullable Socket socket;

	private @Nullable SluiceConnection connection;

	/**
	 * Keep an accepted socket.
	 * @param accepted the socket
	 */
	void accept(Socket accepted) {
		this.socket = accepted;
	}

	/**
	 * Keep the socket's connection.
	 * @param made the connection
	 */
	void connect(SluiceConnection made) {
		this.connection = made;
	}

	/**
	 * Leave the connection to its own thread.
	 */
	void detach() {
		this.socket = null;
		this.connection = null;
	}

	/**
	 * Close the connection or the socket, if there is one.
	 */
	void close() {
		SluiceConnection made = this.connection;
		Socket accepted = this.socket;
		detach();
		try {
			if (made != null) {
				made.close(CloseReason.SERVER_ERROR);
			}
		}
		finally {
			closeQuietly(accepted);
		}
	}

	private void closeQuietly(@Nullable Socket accepted) {
		try {
			if (accepted != null) {
				accepted.close();
			}
		}
		catch (IOException ex) {
			log.debug("[{}] a socket did not close cleanly", this.listener, ex);
		}
	}

}
