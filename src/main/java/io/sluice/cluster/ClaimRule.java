package io.sluice.cluster;

import io.sluice.session.OnDuplicate;

/**
 * Decides between two sessions of different pods that have the same name. The engine
 * brings all claims of a name to all pods that claim it in one order, so two pods always
 * decide in the same way: exactly one of the sessions is left.
 */
final class ClaimRule {

	/** What a pod does about the claim of another one. */
	enum Verdict {

		/** Nothing: both sessions stay, or the other pod decides. */
		NOTHING,

		/** Its session gives up the name. */
		GIVE_UP,

		/** It tells the other pod to give up the name. */
		KEEP

	}

	/**
	 * The claim of this pod.
	 *
	 * @param confirmed whether the engine has brought it back, so that the claim of the
	 * other pod is behind it
	 * @param again whether its session got the name when the engine was away
	 * @param newer whether its session got the name later than that of the other pod, by
	 * their clocks
	 */
	record Own(boolean confirmed, boolean again, boolean newer) {

	}

	private ClaimRule() {
	}

	/**
	 * Decide about the claim of another pod.
	 * @param policy what happens to duplicates
	 * @param own the claim of this pod
	 * @param kind the kind of the other pod's claim
	 * @param answersOwn whether the other pod's claim is an answer to that of this pod
	 */
	static Verdict decide(OnDuplicate policy, Own own, EnvelopeKind kind, boolean answersOwn) {
		if (kind == EnvelopeKind.KEEP) {
			return (answersOwn && policy != OnDuplicate.ALLOW) ? Verdict.GIVE_UP : Verdict.NOTHING;
		}
		return switch (policy) {
			case CLOSE_OLD -> closeOld(own, kind == EnvelopeKind.CLAIM_AGAIN);
			case REFUSE_NEW -> own.confirmed() ? Verdict.KEEP : Verdict.NOTHING;
			case ALLOW ->
				(kind == EnvelopeKind.CLAIM_AGAIN && own.confirmed() && own.newer()) ? Verdict.KEEP : Verdict.NOTHING;
		};
	}

	private static Verdict closeOld(Own own, boolean again) {
		if (!own.confirmed() && !own.again()) {
			// a login of this pod follows in the engine's order
			return Verdict.NOTHING;
		}
		if (own.confirmed() && !again) {
			return Verdict.GIVE_UP;
		}
		if (!own.newer()) {
			return Verdict.GIVE_UP;
		}
		return own.confirmed() ? Verdict.KEEP : Verdict.NOTHING;
	}

}
