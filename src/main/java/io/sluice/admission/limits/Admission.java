package io.sluice.admission.limits;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * The conditions for a connection of one listener.
 *
 * @param listener the listener's name, for log lines
 * @param limits the limits that each connection uses a part of: the open connections of
 * listener and process, and the memory for clients
 * @param rate the most connections accepted in a second
 * @param addresses checks the client's address, or {@code null} if a PROXY header brings
 * the address later
 * @param rejected records rejected clients
 */
public record Admission(String listener, List<Room> limits, ConnectionRate rate, @Nullable AddressGate addresses,
		BiConsumer<CloseReason, InetSocketAddress> rejected) {

	public Admission {
		limits = List.copyOf(limits);
	}

}
