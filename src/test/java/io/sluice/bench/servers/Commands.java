package io.sluice.bench.servers;

/**
 * What a server is told to do with the clients that have logged in: {@code push 1000}, to
 * names at random; {@code remote 1000}, to those of another pod; {@code broadcast};
 * {@code ask 1000}, each of them. It replies when that is done.
 */
public final class Commands {

	/** The reply, which the number of messages follows. */
	public static final String DONE = "done ";

	/** How many devices the other pod has. */
	public static final int REMOTE = 1_000;

	/** What is sent: with its line end, 64 bytes. */
	static final String LINE = "x".repeat(63);

	private Commands() {
	}

	/**
	 * The name of a client, by the number of those that have logged in before it.
	 */
	static String name(int number) {
		return "device-" + number;
	}

	static int count(String line) {
		return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
	}

	static String done(int messages) {
		return DONE + messages;
	}

}
