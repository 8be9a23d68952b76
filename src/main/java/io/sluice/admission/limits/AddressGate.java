package io.sluice.admission.limits;

import java.net.InetAddress;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Checks a client's address: the rules must allow it, and it must be below the limit of
 * connections per address. Both may change while the listener runs.
 */
public final class AddressGate {

	private final AddressLimit limit;

	private volatile AddressRules rules;

	/**
	 * Create a gate.
	 * @param rules the addresses that may connect
	 * @param limit limits the connections of each address
	 */
	public AddressGate(AddressRules rules, AddressLimit limit) {
		this.rules = rules;
		this.limit = limit;
	}

	/**
	 * Change rules and limit for further connections.
	 * @param newRules the addresses that may connect
	 * @param max the most connections of one address, or 0 for no limit
	 */
	void change(AddressRules newRules, int max) {
		this.rules = newRules;
		this.limit.change(max);
	}

	/**
	 * Check a client and count its connection.
	 * @param address the client's address
	 * @param socket the client's socket; its close ends the count
	 * @return {@code null}, or the close reason if the client is rejected
	 */
	public @Nullable CloseReason enter(InetAddress address, AdmittedSocket socket) {
		if (!this.rules.isPermitted(address)) {
			return CloseReason.ADDRESS_DENIED;
		}
		int max = this.limit.max();
		if (max > 0) {
			if (!this.limit.enter(address, max)) {
				return CloseReason.ADDRESS_LIMIT;
			}
			socket.onClose(() -> this.limit.leave(address));
		}
		return null;
	}

}
