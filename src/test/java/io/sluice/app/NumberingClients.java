package io.sluice.app;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.sluice.client.RequestNotSentException;
import io.sluice.client.RequestUnansweredException;
import io.sluice.client.SluiceClient;
import io.sluice.framing.LineFraming;
import io.sluice.process.Backoff;

/**
 * Clients of {@link NumberedRequests}, together sending every number once, each on a
 * connection of its own, and taking note of which process answers.
 */
final class NumberingClients implements AutoCloseable {

	/**
	 * The shortest pause of a client after a reply. The gateway closes a connection after
	 * a reply, and would not read a request that is sent at the same moment.
	 */
	private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final AtomicInteger numbers = new AtomicInteger();

	private final Map<Long, BitSet> answered = new ConcurrentHashMap<>();

	private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

	private final Queue<Move> moves = new ConcurrentLinkedQueue<>();

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final List<Client> clients;

	private final List<Future<Void>> running;

	/**
	 * Begin to send.
	 * @param port the port to connect to
	 * @param count the number of clients
	 * @param period the time from one request of a client to its next
	 */
	NumberingClients(int port, int count, Duration period) {
		this.clients = IntStream.range(0, count)
			.mapToObj((i) -> new Client(port, period.toNanos(), period.toNanos() * i / count))
			.toList();
		this.running = this.clients.stream().map(this.threads::submit).toList();
	}

	/**
	 * The process that sent the latest reply of each client; 0 if it has no reply.
	 */
	List<Long> gateways() {
		return this.clients.stream().map((client) -> client.gateway).toList();
	}

	/**
	 * Whether every client of a process waits for a reply from it.
	 * @param gateway the process that has answered a client's latest request
	 */
	boolean allWaitFor(GatewayProcess gateway) {
		return this.clients.stream()
			.filter((client) -> client.gateway == gateway.pid())
			.allMatch((client) -> client.waiting);
	}

	/**
	 * The number of requests that have begun.
	 */
	int begun() {
		return this.numbers.get();
	}

	/**
	 * The requests that a process has answered.
	 */
	BitSet answeredBy(GatewayProcess gateway) {
		BitSet numbers = this.answered.getOrDefault(gateway.pid(), new BitSet());
		synchronized (numbers) {
			return (BitSet) numbers.clone();
		}
	}

	/**
	 * The number of replies, after {@link #finish()}.
	 */
	long replyCount() {
		return this.answered.values().stream().mapToLong(BitSet::cardinality).sum();
	}

	/**
	 * Requests that have no reply or the reply to another request.
	 */
	Collection<Failure> failures() {
		return this.failures;
	}

	/**
	 * The changes of connections.
	 */
	Collection<Move> moves() {
		return this.moves;
	}

	/**
	 * Stop each client after its next reply.
	 */
	void finish() throws InterruptedException, ExecutionException {
		this.stopped.countDown();
		for (Future<Void> client : this.running) {
			client.get();
		}
	}

	@Override
	public void close() {
		this.stopped.countDown();
		this.threads.close();
	}

	/**
	 * A request without its reply.
	 *
	 * @param number the number of the request
	 * @param gateway the process that sent the previous reply
	 * @param reason the failure of the client
	 */
	record Failure(int number, long gateway, String reason) {

	}

	/**
	 * The change of a client to another connection.
	 *
	 * @param from the process of the old connection
	 * @param at the {@link System#nanoTime()} of the first reply on the new connection
	 */
	record Move(long from, long at) {

	}

	private final class Client implements Callable<Void> {

		private final int port;

		private final long periodNanos;

		private final long delayNanos;

		private volatile long gateway;

		private volatile boolean waiting;

		private String connection = "";

		Client(int port, long periodNanos, long delayNanos) {
			this.port = port;
			this.periodNanos = periodNanos;
			this.delayNanos = delayNanos;
		}

		@Override
		public Void call() throws InterruptedException {
			try (SluiceClient client = SluiceClient.to("127.0.0.1", this.port, new LineFraming(1024))
				.reconnect(Backoff.DEFAULT)
				.open()) {
				int number = NumberingClients.this.numbers.getAndIncrement();
				long pause = this.delayNanos;
				while (!NumberingClients.this.stopped.await(pause, TimeUnit.NANOSECONDS)) {
					long begin = System.nanoTime();
					if (send(client, number)) {
						number = NumberingClients.this.numbers.getAndIncrement();
					}
					pause = Math.max(REST_NANOS, this.periodNanos - (System.nanoTime() - begin));
				}
			}
			return null;
		}

		private boolean send(SluiceClient client, int number) {
			try {
				String request = Integer.toString(number);
				this.waiting = true;
				String reply = new String(client.request(request.getBytes(StandardCharsets.US_ASCII)),
						StandardCharsets.US_ASCII);
				String[] words = reply.split(" ", 3);
				if (words.length == 3 && words[0].equals(request)) {
					recordReply(number, Long.parseLong(words[1]), words[2]);
				}
				else {
					recordFailure(number, "the answer is " + reply);
				}
				return true;
			}
			catch (RequestUnansweredException ex) {
				recordFailure(number, String.valueOf(ex.getMessage()));
				return true;
			}
			catch (RequestNotSentException ex) {
				// nobody has seen it, so it is sent again
				return false;
			}
			finally {
				this.waiting = false;
			}
		}

		private void recordReply(int number, long by, String over) {
			if (!over.equals(this.connection) && !this.connection.isEmpty()) {
				NumberingClients.this.moves.add(new Move(this.gateway, System.nanoTime()));
			}
			this.connection = over;
			this.gateway = by;
			BitSet numbers = NumberingClients.this.answered.computeIfAbsent(by, (pid) -> new BitSet());
			synchronized (numbers) {
				numbers.set(number);
			}
		}

		private void recordFailure(int number, String reason) {
			NumberingClients.this.failures.add(new Failure(number, this.gateway, reason));
		}

	}

}
