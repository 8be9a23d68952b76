package io.sluice.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What pods have told of messages, and what devices have received.
 */
final class DrillLedger {

	/**
	 * What a push may take until its deadline, plus the skew that is allowed for, plus
	 * what a busy machine needs until a device reads.
	 */
	private static final long LATEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1000 + 500 + 1400);

	private final AtomicInteger numbers = new AtomicInteger();

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	private final Set<String> killed = ConcurrentHashMap.newKeySet();

	private final Map<String, String[]> states = new ConcurrentHashMap<>();

	/**
	 * Begin a message.
	 * @return its number
	 */
	String begin(String pod, String device) {
		String number = "%06d".formatted(this.numbers.incrementAndGet());
		this.entries.put(number, new Entry(pod, device, System.nanoTime()));
		return number;
	}

	/** Record that a pod was killed, so that what it has written may be lost. */
	void recordKill(String pod) {
		this.killed.add(pod);
	}

	/** Record a line of a pod. */
	void record(String[] words) {
		if (words[0].equals("state")) {
			this.states.put(words[1], words);
			return;
		}
		Entry entry = this.entries.get(words[1]);
		entry.endedAt = System.nanoTime();
		entry.result = words;
	}

	/** The state that a pod has told last, or {@code null}. */
	String[] state(String pod) {
		return this.states.get(pod);
	}

	/** What a pod has told of a message, or {@code null}. */
	String[] result(String number) {
		return this.entries.get(number).result;
	}

	/** What is known of a message. */
	String describe(String number) {
		return this.entries.get(number).toString();
	}

	/** Record what a device has received. */
	void recordReceipt(String device, String line) {
		String number = line.substring(line.indexOf(' ') + 1);
		this.entries.get(number).receipts.add(new Receipt(device, System.nanoTime()));
	}

	/**
	 * How many messages pods have not told the end of.
	 * @param ended the pods that have ended
	 */
	long open(Set<String> ended) {
		return this.entries.values()
			.stream()
			.filter((entry) -> entry.result == null && !ended.contains(entry.pod))
			.count();
	}

	Map<String, Integer> outcomes() {
		Map<String, Integer> outcomes = new TreeMap<>();
		this.entries.values()
			.forEach((entry) -> outcomes.merge((entry.result != null) ? entry.outcome() : "none", 1, Integer::sum));
		return outcomes;
	}

	/** All that is not as it should be. */
	List<String> faults() {
		List<String> faults = new ArrayList<>();
		this.entries.forEach((number, entry) -> {
			String fault = fault(number, entry);
			if (fault != null) {
				faults.add(fault + ": " + number + " " + entry);
			}
		});
		return faults;
	}

	private String fault(String number, Entry entry) {
		if (entry.receipts.size() > 1) {
			return "received twice";
		}
		for (Receipt receipt : entry.receipts) {
			if (!receipt.device().equals(entry.device)) {
				return "received by another device";
			}
			if (receipt.at() - entry.begunAt > LATEST_NANOS) {
				return "received after the deadline";
			}
		}
		return (entry.result != null) ? faultOfResult(number, entry) : null;
	}

	private String faultOfResult(String number, Entry entry) {
		boolean received = !entry.receipts.isEmpty();
		if (entry.isUnsent() && received) {
			return "received though not sent";
		}
		if (entry.result[0].equals("answer")
				&& !String.join(" ", entry.result).equals("answer " + number + " ANS " + number)) {
			return "answered by the answer to another ask";
		}
		if (entry.result[0].equals("result") && entry.result[2].equals("WRITTEN") && !received && !isKilled(entry)) {
			return "written and not received";
		}
		return null;
	}

	/** Whether the pod that has written it was killed; a pod calls itself null. */
	private boolean isKilled(Entry entry) {
		return this.killed.contains(entry.result[4].equals("null") ? entry.pod : entry.result[4]);
	}

	/** A message. */
	private static final class Entry {

		/** The pod that sends it. */
		private final String pod;

		private final String device;

		private final long begunAt;

		private final List<Receipt> receipts = new CopyOnWriteArrayList<>();

		private volatile String[] result;

		private volatile long endedAt;

		Entry(String pod, String device, long begunAt) {
			this.pod = pod;
			this.device = device;
			this.begunAt = begunAt;
		}

		boolean isUnsent() {
			return this.result[0].equals("unsent") || (this.result[0].equals("result")
					&& !this.result[2].equals("WRITTEN") && this.result[3].equals("false"));
		}

		String outcome() {
			return this.result[0].equals("answer") ? "answer"
					: this.result[0].equals("unanswered") ? "unanswered" : this.result[0] + " " + this.result[2];
		}

		@Override
		public String toString() {
			return "%s to %s, result %s after %d ms, received %s".formatted(this.pod, this.device,
					(this.result != null) ? String.join(" ", this.result) : "none",
					(this.endedAt - this.begunAt) / 1_000_000,
					this.receipts.stream()
						.map((receipt) -> "by %s after %d ms".formatted(receipt.device(),
								(receipt.at() - this.begunAt) / 1_000_000))
						.toList());
		}

	}

	/** What a device has received. */
	private record Receipt(String device, long at) {

	}

}
