package io.sluice.admission.limits;

import java.net.InetAddress;

import io.sluice.CloseReason;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a client's address: the rules allow it, and it has not too many
 * connections already.
 */
@RequiredArgsConstructor
public final class AddressGate {

	private final AddressRules rules;

	private final AddressLimit limit;

	/**
	 * Let a connection in.
	 * @param address the client's address
	 * @param socket its connection; when that is closed, it is not counted any more
	 * @return {@code null}, or why it is not let in
	 */
	public @Nullable CloseReason enter(InetAddress address, AdmittedSocket socket) {
		if (!this.rules.permits(address)) {
			return CloseReason.ADDRESS_DENIED;
		}
		if (!this.limit.enter(address)) {
			return CloseReason.ADDRESS_LIMIT;
		}
		socket.onClose(() -> this.limit.leave(address));
		return null;
	}

}
