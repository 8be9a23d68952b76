package io.sluice.rogue;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * What clients got for their requests.
 */
final class Judge {

	private static final Pattern NOT_SENT = Pattern
		.compile("BUSY|not available|did not take|cannot be reached|has ended|suspended");

	private final Set<String> answered = ConcurrentHashMap.newKeySet();

	private final Set<String> notSent = ConcurrentHashMap.newKeySet();

	private final Queue<String> crossed = new ConcurrentLinkedQueue<>();

	private final Map<String, Integer> errors = new ConcurrentHashMap<>();

	private final Set<String> lost = ConcurrentHashMap.newKeySet();

	/**
	 * Consider a reply.
	 * @return whether it is that to the request
	 */
	boolean consider(Dialect dialect, String id, int key, String reply) {
		if (dialect.isReply(reply, id, key)) {
			this.answered.add(id);
			return true;
		}
		if (!reply.startsWith("ERR ")) {
			this.crossed.add(id + " got " + reply);
			return false;
		}
		if (NOT_SENT.matcher(reply).find()) {
			this.notSent.add(id);
		}
		this.errors.merge(reply, 1, Integer::sum);
		return false;
	}

	/** Record a request whose connection ended before its reply. */
	void recordLost(String id) {
		this.lost.add(id);
	}

	Set<String> answered() {
		return this.answered;
	}

	Set<String> notSent() {
		return this.notSent;
	}

	Queue<String> crossed() {
		return this.crossed;
	}

	Set<String> lost() {
		return this.lost;
	}

	@Override
	public String toString() {
		return "answered %d, lost %d, %s".formatted(this.answered.size(), this.lost.size(), this.errors);
	}

}
