package io.sluice.telemetry;

import lombok.RequiredArgsConstructor;

/**
 * An upstream as its operator sees it.
 */
@RequiredArgsConstructor
public final class ObservedUpstream implements AutoCloseable {

	private final UpstreamRoster roster;

	private final String name;

	private final UpstreamKind kind;

	private final UpstreamJournal journal;

	private final UpstreamView view;

	/**
	 * The name; host and port for an upstream that a route names by a URL.
	 */
	public String name() {
		return this.name;
	}

	public UpstreamKind kind() {
		return this.kind;
	}

	/**
	 * Whether the gateway is ready only while the upstream is available.
	 */
	public boolean isRequired() {
		return this.roster.isRequired(this.name);
	}

	/**
	 * The journal of the name.
	 */
	public UpstreamJournal journal() {
		return this.journal;
	}

	/**
	 * The current status. A suspended upstream has no other state.
	 */
	public UpstreamStatus status() {
		UpstreamStatus status = this.view.status();
		return this.journal.isSuspended()
				? new UpstreamStatus(UpstreamState.SUSPENDED, status.addresses(), status.inFlight(), status.waiting())
				: status;
	}

	/**
	 * Remove the upstream, which has ended.
	 */
	@Override
	public void close() {
		this.roster.remove(this);
	}

}
