package io.sluice.admission.limits;

import java.net.InetAddress;

import io.sluice.CloseReason;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Checks a client's address: the rules must allow it, and it must be below the limit of
 * connections per address.
 */
@RequiredArgsConstructor
public final class AddressGate {

	private final AddressRules rules;

	private final AddressLimit limit;

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
		if (!this.limit.enter(address)) {
			return CloseReason.ADDRESS_LIMIT;
		}
		socket.onClose(() -> this.limit.leave(address));
		return null;
	}

}
