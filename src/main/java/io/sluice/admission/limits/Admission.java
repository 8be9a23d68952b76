package io.sluice.admission.limits;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * What must hold before a listener lets a connection in.
 *
 * @param listener the listener's name, for log lines
 * @param limits what each connection takes a part of: how many may be open, of the
 * listener and of the process, and the memory for clients
 * @param connectionsPerSecond how many are accepted in a second, or 0 for any number
 * @param addresses what must hold of a client's address, or {@code null} where that is
 * not known yet, as a PROXY header is to come
 * @param rejected hears why which client was turned away
 */
public record Admission(String listener, List<Room> limits, int connectionsPerSecond, @Nullable AddressGate addresses,
		BiConsumer<CloseReason, InetSocketAddress> rejected) {

	public Admission {
		limits = List.copyOf(limits);
	}

}
