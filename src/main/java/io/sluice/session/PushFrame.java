package io.sluice.session;

import lombok.RequiredArgsConstructor;

/**
 * The bytes of a push, with those of its framing.
 */
@RequiredArgsConstructor
public final class PushFrame {

	private final byte[] bytes;

	private final boolean shared;

	/**
	 * The bytes; not changed.
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Whether pushes to other sessions have the same bytes, which then are no memory of
	 * one session.
	 */
	public boolean isShared() {
		return this.shared;
	}

}
