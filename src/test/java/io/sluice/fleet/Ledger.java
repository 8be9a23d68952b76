package io.sluice.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

import io.sluice.AskException;
import io.sluice.AskNotSentException;
import io.sluice.BroadcastResult;
import io.sluice.PushResult;

/**
 * What the application was told of each message. At the end it is held against what the
 * devices have received.
 */
final class Ledger {

	private final Map<String, Fate> fates = new ConcurrentHashMap<>();

	private final Queue<Told> broadcasts = new ConcurrentLinkedQueue<>();

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	private final Map<String, LongAdder> totals = new ConcurrentHashMap<>();

	void record(String id, PushResult result) {
		count("push " + result.outcome() + ((result.partial() && !result.isWritten()) ? " in part" : ""));
		this.fates.put(id, fate(result));
	}

	private static Fate fate(PushResult result) {
		if (!result.partial()) {
			return Fate.NEVER;
		}
		return new Fate(result.session().id(), result.isWritten() ? Fate.Delivery.ONCE : Fate.Delivery.AT_MOST_ONCE);
	}

	/**
	 * Record what became of an ask.
	 * @param answer the answer, or {@code null}
	 * @param failure why there is none
	 */
	void record(String id, String answer, Throwable failure) {
		if (answer != null) {
			count("ask answered");
			String[] words = answer.split(",", -1);
			if (!words[1].equals(id)) {
				this.faults.add("the answer of another: %s to %s".formatted(answer, id));
			}
			this.fates.put(id, new Fate(words[2], Fate.Delivery.ONCE));
		}
		else if (failure instanceof AskNotSentException) {
			count("ask not sent");
			this.fates.put(id, Fate.NEVER);
		}
		else if (failure instanceof AskException) {
			count("ask unanswered");
			this.fates.put(id, new Fate(null, Fate.Delivery.AT_MOST_ONCE));
		}
		else {
			this.faults.add("%s failed: %s".formatted(id, failure));
		}
	}

	void record(String id, long begunAt, BroadcastResult result) {
		count("broadcast");
		this.broadcasts.add(new Told(id, begunAt, result));
	}

	private void count(String what) {
		this.totals.computeIfAbsent(what, (name) -> new LongAdder()).increment();
	}

	/**
	 * Hold what was told against what was received.
	 * @param devices all that there were; none receives anything any more
	 * @return the faults
	 */
	List<String> judge(Collection<Device> devices) {
		List<String> found = new ArrayList<>(this.faults);
		Map<String, List<Device>> receivers = new HashMap<>();
		for (Device device : devices) {
			device.faults().forEach((fault) -> found.add(device + ": " + fault));
			device.messages().forEach((id) -> receivers.computeIfAbsent(id, (name) -> new ArrayList<>()).add(device));
			recordOwn(device);
			judgeOrder(device, found);
		}
		Map<String, Device> stayed = new HashMap<>();
		devices.stream().filter(Device::isOpen).forEach((device) -> stayed.put(device.session(), device));
		for (Told told : this.broadcasts) {
			judge(told, receivers.getOrDefault(told.id(), List.of()), stayed.values(), found);
			receivers.remove(told.id());
		}
		this.fates.forEach((id, fate) -> judge(id, fate, receivers.getOrDefault(id, List.of()), stayed, found));
		receivers.keySet()
			.stream()
			.filter((id) -> !this.fates.containsKey(id))
			.forEach((id) -> found.add("sent by nobody: " + id));
		return found;
	}

	/** What a handler has sent to its own session. */
	private void recordOwn(Device device) {
		List<Request> requests = device.requests();
		List<String> replies = device.replies();
		for (int i = 0; i < requests.size(); i++) {
			Request request = requests.get(i);
			if (request.kind() == Request.Kind.SELF || request.kind() == Request.Kind.QUERY) {
				count("handler's own");
				this.fates.put(request.value(),
						request.fate((i < replies.size()) ? replies.get(i) : null, device.session()));
			}
		}
	}

	/** The pushes of one operator to one session have come in their order. */
	private static void judgeOrder(Device device, List<String> found) {
		Map<String, Integer> latest = new HashMap<>();
		for (String id : device.messages()) {
			String[] parts = id.split("\\.", -1);
			if (parts[0].startsWith("push")) {
				int number = Integer.parseInt(parts[1]);
				Integer earlier = latest.put(parts[0], number);
				if (earlier != null && earlier >= number) {
					found.add("%s: %s behind number %d".formatted(device, id, earlier));
				}
			}
		}
	}

	private static void judge(String id, Fate fate, List<Device> receivers, Map<String, Device> stayed,
			List<String> found) {
		boolean wrong = switch (fate.delivery()) {
			case NEVER -> !receivers.isEmpty();
			case AT_MOST_ONCE -> receivers.size() > 1;
			case ONCE -> receivers.size() > 1 || (receivers.isEmpty() && stayed.containsKey(fate.session()));
		};
		boolean astray = fate.session() != null
				&& receivers.stream().anyMatch((device) -> !device.isSession(fate.session()));
		if (wrong || astray) {
			found.add("%s, to be received %s by %s: received by %s".formatted(id, fate.delivery(), fate.session(),
					receivers));
		}
	}

	private static void judge(Told told, List<Device> receivers, Collection<Device> stayed, List<String> found) {
		Map<String, PushResult> failures = new HashMap<>();
		told.result().failures().forEach((result) -> failures.put(result.session().id(), result));
		Set<Device> once = new HashSet<>(receivers);
		if (once.size() < receivers.size()) {
			found.add(told.id() + " received twice");
		}
		long partial = failures.values().stream().filter(PushResult::partial).count();
		if (receivers.size() > told.result().written() + partial) {
			found.add("%s received by %d: %s".formatted(told.id(), receivers.size(), told.result()));
		}
		for (Device device : receivers) {
			PushResult failure = failures.get(device.session());
			if (failure != null && !failure.partial()) {
				found.add("%s received by %s, in spite of %s".formatted(told.id(), device, failure));
			}
		}
		for (Device device : stayed) {
			if (device.greetedAt() < told.begunAt() && !failures.containsKey(device.session())
					&& !once.contains(device)) {
				found.add("%s not received by %s".formatted(told.id(), device));
			}
		}
	}

	@Override
	public String toString() {
		return this.totals.toString();
	}

	/**
	 * A broadcast.
	 *
	 * @param id its id
	 * @param begunAt the {@link System#nanoTime()} at which it began
	 * @param result what the application was told of it
	 */
	private record Told(String id, long begunAt, BroadcastResult result) {

	}

}
