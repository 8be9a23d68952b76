package io.sluice.cluster;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

import io.sluice.CloseReason;
import io.sluice.cluster.ClaimRule.Verdict;
import io.sluice.cluster.ClaimedName.Decision;
import io.sluice.cluster.ClusterCounts.Count;
import io.sluice.session.ListenerSessions;
import io.sluice.session.NameObserver;
import io.sluice.session.OnDuplicate;
import io.sluice.session.Session;
import io.sluice.session.SessionDirectory;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The names of this pod's sessions, and which of them the engine has yet to be told. Any
 * thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
final class NameSet implements NameObserver {

	private final ClusterLink link;

	private final ClusterChannels channels;

	private final ClusterCounts counts;

	private final SessionDirectory sessions;

	private final InstantSource clock;

	private final Map<String, ClaimedName> names = new ConcurrentHashMap<>();

	/** The names that may have changed. */
	private final Queue<String> changed = new ConcurrentLinkedQueue<>();

	private final ClaimNumbers numbers = new ClaimNumbers();

	/** The number of the connection to the engine; 0 if there is none. */
	private volatile int connection;

	/** The connection in which the engine has been told all names. */
	private volatile int completeIn = -1;

	/** Waits for changes. */
	private volatile @Nullable Thread waiting;

	@Override
	public void recordChange(String listener, String name) {
		ListenerSessions shared = this.sessions.shared(listener);
		if (shared == null) {
			return;
		}
		this.names.compute(name, (key, current) -> {
			Session holder = shared.holder(name);
			if (current == null && holder == null) {
				return null;
			}
			ClaimedName claimed = (current != null) ? current : new ClaimedName(key);
			claimed.update(shared, holder, this.clock.millis(), this.connection);
			return (this.connection == 0 && claimed.isSilent()) ? null : claimed;
		});
		change(name);
	}

	private void change(String name) {
		// a new connection begins with all names
		if (this.connection != 0) {
			this.changed.add(name);
			LockSupport.unpark(this.waiting);
		}
	}

	/**
	 * Have all names published in a new connection.
	 */
	void beginConnection(int next) {
		this.numbers.beginConnection();
		this.connection = next;
		this.names.keySet().forEach(this.changed::add);
		LockSupport.unpark(this.waiting);
	}

	void endConnection() {
		this.connection = 0;
	}

	int connection() {
		return this.connection;
	}

	/**
	 * Wait until there is something to tell the engine.
	 */
	void awaitChange() {
		this.waiting = Thread.currentThread();
		while (!hasWork() && !Thread.currentThread().isInterrupted()) {
			LockSupport.park(this);
		}
	}

	private boolean hasWork() {
		return this.connection != 0 && (!this.changed.isEmpty() || !isComplete());
	}

	/**
	 * Take names that may have changed.
	 */
	List<ClaimedName> takeChanged(int most) {
		List<ClaimedName> taken = new ArrayList<>();
		while (taken.size() < most) {
			String name = this.changed.poll();
			if (name == null) {
				return taken;
			}
			ClaimedName claimed = this.names.get(name);
			if (claimed != null) {
				taken.add(claimed);
			}
		}
		return taken;
	}

	/**
	 * Put names back that could not be handled.
	 */
	void putBack(List<ClaimedName> untold) {
		untold.forEach((claimed) -> this.changed.add(claimed.name()));
	}

	/**
	 * Forget a name that no session has, and that is not subscribed to.
	 */
	void forget(ClaimedName claimed) {
		this.names.computeIfPresent(claimed.name(),
				(key, current) -> (current == claimed && claimed.isEmpty()) ? null : current);
	}

	/**
	 * Record that the engine has been told all names, if it has.
	 */
	void recordProgress(int current) {
		if (this.changed.isEmpty()) {
			this.completeIn = current;
		}
	}

	boolean isComplete() {
		return this.completeIn == this.connection;
	}

	int count() {
		return this.names.size();
	}

	/**
	 * Publish what the engine has not been told of a name. A name whose claim fails is
	 * put back.
	 */
	List<CompletionStage<Long>> publish(ClaimedName claimed, int current) {
		return claimed.takeUnpublished(current, this.numbers).stream().map((envelope) -> {
			long number = envelope.numberOrZero(EnvelopeField.CLAIM);
			return send(claimed.name(), envelope).whenComplete((_, failure) -> {
				if (failure != null && claimed.recordFailure(number)) {
					change(claimed.name());
				}
			});
		}).toList();
	}

	private CompletionStage<Long> send(String name, Envelope envelope) {
		return this.link.send(this.channels.name(name),
				envelope.with(EnvelopeField.DEADLINE, this.clock.millis() + PodRegistry.BEAT.toMillis()));
	}

	/**
	 * Take a claim that the engine has brought.
	 * @param late whether the engine, or this pod, has held it back for so long that the
	 * session may have ended: then the times of the logins decide, and not the order
	 */
	void receive(Envelope claim, boolean late) {
		int current = this.connection;
		ClaimedName claimed = this.names.get(claim.text(EnvelopeField.NAME));
		if (this.link.isOwn(claim)) {
			receiveOwn(claim, claimed, current);
		}
		else if (claimed == null) {
			this.counts.increment(Count.FOREIGN);
		}
		else if (claim.kind() == EnvelopeKind.RELEASE) {
			if (claimed.repeatShared(current)) {
				change(claimed.name());
			}
		}
		else {
			EnvelopeKind kind = (late && claim.kind() == EnvelopeKind.CLAIM) ? EnvelopeKind.CLAIM_AGAIN : claim.kind();
			follow(claimed, claimed.judge(claim, kind, this.link.id(), current));
		}
	}

	private void receiveOwn(Envelope claim, @Nullable ClaimedName claimed, int current) {
		if (claimed != null && claim.kind() != EnvelopeKind.RELEASE
				&& this.numbers.isCurrent(claim.number(EnvelopeField.CLAIM))) {
			claimed.recordOwn(claim.text(EnvelopeField.LISTENER), claim.number(EnvelopeField.CLAIM), current);
		}
	}

	private void follow(ClaimedName claimed, @Nullable Decision decision) {
		if (decision == null) {
			this.counts.increment(Count.FOREIGN);
		}
		else if (decision.verdict() == Verdict.KEEP) {
			var _ = send(claimed.name(), decision.keep());
		}
		else if (decision.verdict() == Verdict.GIVE_UP) {
			this.counts.increment(Count.REPLACED);
			CloseReason reason = (decision.policy() == OnDuplicate.REFUSE_NEW) ? CloseReason.IDENTITY_REFUSED
					: CloseReason.REPLACED;
			log.debug("[{}] connection {} gives up its name to another pod", decision.session().listener(),
					decision.session().id());
			// not on the engine's thread
			Thread.startVirtualThread(() -> decision.session().giveUp(claimed.name(), reason));
		}
	}

	/**
	 * Claim names again that a pod which is gone may have had.
	 */
	void repeatShared() {
		int current = this.connection;
		this.names.values().forEach((claimed) -> {
			if (claimed.repeatShared(current)) {
				change(claimed.name());
			}
		});
	}

	/**
	 * The session to which what is sent to a name belongs, or {@code null}.
	 */
	@Nullable Session owner(String listener, String name) {
		ClaimedName claimed = this.names.get(name);
		int current = this.connection;
		return (claimed != null && current != 0) ? claimed.owner(listener, current) : null;
	}

	/**
	 * When the session of a listener got a name, in milliseconds; 0 if there is none.
	 */
	long namedAt(String listener, String name) {
		ClaimedName claimed = this.names.get(name);
		return (claimed != null) ? claimed.namedAt(listener) : 0;
	}

}
