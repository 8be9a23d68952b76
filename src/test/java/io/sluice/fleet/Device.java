package io.sluice.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import javax.net.SocketFactory;
import javax.net.ssl.SSLException;

/**
 * A device's connection. Its thread reads and answers asks; others have it send requests,
 * stop reading and end. It writes down what it has seen.
 */
final class Device {

	/** Of a hundred asks. */
	private static final int LATE = 8;

	private static final int NEVER = 2;

	private final Socket socket;

	private final String name;

	private final Random random;

	private final CountDownLatch ended = new CountDownLatch(1);

	// Guarded by this.
	private final List<Request> requests = new ArrayList<>();

	private final List<String> replies = new ArrayList<>();

	/** The ids of pushes and asks. Of the thread that reads, and of others at the end. */
	private final List<String> messages = new ArrayList<>();

	private final Deque<String> owed = new ArrayDeque<>();

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	private volatile String session;

	private volatile long greetedAt = Long.MAX_VALUE;

	private volatile boolean named;

	private volatile boolean owing;

	private volatile boolean muted;

	/** Whether it reads. Guarded by {@link #reading}. */
	private boolean listening = true;

	private final Object reading = new Object();

	private volatile boolean left;

	/** Whether a write has found the connection reset. */
	private volatile boolean reset;

	/** What came behind the last whole line. Of the thread that reads. */
	private String rest = "";

	/**
	 * Connect, and ask for a name.
	 */
	Device(SocketFactory sockets, int port, String name, long seed) throws IOException {
		this.socket = sockets.createSocket();
		this.name = name;
		this.random = new Random(seed);
		this.socket.setReceiveBufferSize(8192);
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		this.socket.setTcpNoDelay(true);
		Thread.ofVirtual().start(this::read);
		request(Request.Kind.LOGIN, name);
	}

	String name() {
		return this.name;
	}

	/** The id of its session, or {@code null} before it is known. */
	String session() {
		return this.session;
	}

	/**
	 * Whether it may have this session. It knows it by its greeting, or its first reply.
	 */
	boolean isSession(String id) {
		return this.session == null || this.session.equals(id);
	}

	/** The {@link System#nanoTime()} at which it knew its session, or much later. */
	long greetedAt() {
		return this.greetedAt;
	}

	boolean isNamed() {
		return this.named;
	}

	/** Whether it has left an ask without an answer. */
	boolean isOwing() {
		return this.owing;
	}

	/** Whether it has stopped reading once. */
	boolean isMuted() {
		return this.muted;
	}

	/** Whether it has ended by itself. */
	boolean hasLeft() {
		return this.left;
	}

	boolean isOpen() {
		return this.ended.getCount() > 0;
	}

	/** The pushes and asks that it has received, by their ids. */
	List<String> messages() {
		return this.messages;
	}

	/**
	 * A reset may cut off a message, and an end may not. The system tells of a reset
	 * once, by an error of a write if that comes first: the thread that reads finds an
	 * end then.
	 */
	Collection<String> faults() {
		List<String> found = new ArrayList<>(this.faults);
		if (!this.rest.isEmpty() && !this.reset && !isOpen()) {
			found.add("cut off by an end: %.40s, %d characters".formatted(this.rest, this.rest.length()));
		}
		return found;
	}

	/** The requests, in their order. */
	synchronized List<Request> requests() {
		return List.copyOf(this.requests);
	}

	/** The values of the replies to the first requests. */
	synchronized List<String> replies() {
		return List.copyOf(this.replies);
	}

	/** Whether each request has its reply. */
	synchronized boolean isAnswered() {
		return this.replies.size() >= this.requests.size();
	}

	synchronized void request(Request.Kind kind, String value) {
		send(kind + " " + this.requests.size() + " " + value);
		this.requests.add(new Request(kind, value));
	}

	private void send(String line) {
		try {
			synchronized (this.socket) {
				this.socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
			}
		}
		catch (IOException ex) {
			this.reset = true;
		}
	}

	void mute() {
		this.muted = true;
		setListening(false);
	}

	void listen() {
		setListening(true);
	}

	private void setListening(boolean value) {
		synchronized (this.reading) {
			this.listening = value;
			this.reading.notifyAll();
		}
	}

	private void awaitListening() throws InterruptedException {
		synchronized (this.reading) {
			while (!this.listening) {
				this.reading.wait();
			}
		}
	}

	/** Leave, with a reset or without. */
	void leave(boolean reset) {
		this.left = true;
		try {
			if (reset) {
				this.socket.setSoLinger(true, 0);
			}
			this.socket.close();
		}
		catch (IOException ex) {
			// the other side has ended it already
		}
		listen();
	}

	void join() throws InterruptedException {
		this.ended.await();
	}

	private void read() {
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = readLine(in); line != null; line = readLine(in)) {
				take(line);
				awaitListening();
			}
		}
		catch (SocketException | SSLException ex) {
			// reset, or left
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			this.faults.add(ex.toString());
		}
		finally {
			this.ended.countDown();
		}
	}

	private String readLine(BufferedReader in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = in.read(); c != '\n'; c = in.read()) {
			if (c < 0) {
				this.rest = line.toString();
				return null;
			}
			line.append((char) c);
		}
		return line.toString();
	}

	private void take(String line) {
		String[] words = line.split("[ ,]", 3);
		switch (words[0]) {
			case "HELLO" -> takeGreeting(words[1]);
			case "RE" -> takeReply(Integer.parseInt(words[1]), words[2]);
			case "P" -> takePush(words);
			case "ASK" -> answer(words[1]);
			case "ERR" -> takeError(line);
			default -> this.faults.add("unknown: " + line);
		}
		if (!this.owed.isEmpty() && !words[0].equals("ASK") && this.random.nextBoolean()) {
			send(this.owed.remove());
		}
	}

	/** A broadcast may come first, but no reply. */
	private void takeGreeting(String id) {
		if (!replies().isEmpty()) {
			this.faults.add("behind a reply: HELLO " + id);
		}
		this.messages.add("HELLO " + id);
		recordSession(id);
	}

	private void recordSession(String id) {
		this.session = id;
		this.greetedAt = System.nanoTime();
	}

	private synchronized void takeReply(int number, String value) {
		if (this.session == null && number == 0) {
			recordSession(value);
		}
		if (number != this.replies.size() || !this.requests.get(number).isReply(value, this.messages, this.session)) {
			this.faults.add(
					"reply %d in place of %d: %.40s, %d characters, to %s".formatted(number, this.replies.size(), value,
							value.length(), (number < this.requests.size()) ? this.requests.get(number) : "nothing"));
		}
		this.named |= number == 0;
		this.replies.add(value);
	}

	private void takePush(String[] words) {
		if (words.length > 2 && !words[2].chars().allMatch((c) -> c == '.')) {
			this.faults.add("torn: " + words[1]);
		}
		this.messages.add(words[1]);
	}

	private synchronized void takeError(String line) {
		if (!this.replies.isEmpty() || !line.startsWith("ERR IDENTITY_REFUSED ")) {
			this.faults.add(line);
		}
		this.replies.add(line);
	}

	private void answer(String key) {
		this.messages.add(key);
		int chance = this.random.nextInt(100);
		String answer = "ANS," + key + "," + this.session;
		if (chance >= NEVER + LATE) {
			send(answer);
			return;
		}
		this.owing = true;
		if (chance >= NEVER) {
			this.owed.add(answer);
		}
	}

	@Override
	public synchronized String toString() {
		return "%s (%s), %d of %d replies, %s%s%s".formatted(this.name, this.session, this.replies.size(),
				this.requests.size(), isOpen() ? "open" : "ended", this.muted ? ", did not read" : "",
				this.left ? ", left" : "");
	}

}
