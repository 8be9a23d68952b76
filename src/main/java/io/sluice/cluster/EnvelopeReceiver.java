package io.sluice.cluster;

import io.sluice.cluster.ClusterCounts.Count;
import io.sluice.process.LogLimit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Takes the bytes that the engine brings. Trusts nothing in them. Called by the engine's
 * thread; does not wait.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
final class EnvelopeReceiver {

	private final EnvelopeCodec codec;

	private final ClusterMembers members;

	private final NameSet names;

	private final RequestHandler requests;

	private final PendingRequests pending;

	private final LogLimit unreadable = new LogLimit();

	/**
	 * Take bytes.
	 */
	void receive(String channel, byte[] bytes) {
		try {
			dispatch(this.codec.decode(bytes));
		}
		catch (MalformedEnvelopeException ex) {
			this.members.counts().increment(Count.UNREADABLE);
			this.unreadable.log(log, "What came over the channel '{}' cannot be read: {}", channel, ex.getMessage());
		}
		catch (RuntimeException | Error ex) {
			this.unreadable.log(log, "What came over the channel '{}' failed", channel, ex);
		}
	}

	private void dispatch(Envelope envelope) {
		switch (envelope.kind()) {
			case BEAT, LEAVE -> {
				this.members.receive(envelope);
				// some may have waited for a pod that is gone
				this.pending.recheck();
			}
			case CLAIM, CLAIM_AGAIN, KEEP, RELEASE -> this.names.receive(envelope, this.members.isLate(envelope));
			case ANSWER -> this.pending.receive(envelope);
			case PUSH, ASK, CLOSE -> this.requests.receive(envelope);
			case FIND, BROADCAST -> {
				if (!this.members.isOwn(envelope)) {
					this.requests.receive(envelope);
				}
			}
			case SESSION, FAILURE -> throw new MalformedEnvelopeException("it is a part of an envelope");
		}
	}

}
