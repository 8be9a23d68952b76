package io.sluice.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A command for Redis or a sentinel, over a connection of its own.
 */
final class RedisCommand {

	private RedisCommand() {
	}

	/**
	 * Run a command.
	 * @param port where the server listens
	 * @param words the command and its arguments
	 * @return the reply as bytes
	 */
	static String run(int port, String... words) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			StringBuilder command = new StringBuilder("*%d\r\n".formatted(words.length));
			for (String word : words) {
				command.append("$%d\r\n%s\r\n".formatted(word.getBytes(StandardCharsets.UTF_8).length, word));
			}
			socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
			socket.shutdownOutput();
			ByteArrayOutputStream reply = new ByteArrayOutputStream();
			socket.getInputStream().transferTo(reply);
			return reply.toString(StandardCharsets.UTF_8);
		}
	}

}
