package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.function.Function;

import io.sluice.ErrorCode;
import io.sluice.process.Lease;
import io.sluice.spi.RequestGate;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Creates gates that are open only while this process holds a lease.
 */
@RequiredArgsConstructor
public final class LeasedGates implements Function<InetAddress, RequestGate> {

	private final Function<InetAddress, RequestGate> gates;

	private final Lease lease;

	@Override
	public RequestGate apply(InetAddress client) {
		return new Gate(this.gates.apply(client), this.lease);
	}

	private record Gate(RequestGate limits, Lease lease) implements RequestGate {

		@Override
		public boolean isOpen() {
			return this.lease.isValid();
		}

		@Override
		public long delay(long now) {
			return this.limits.delay(now);
		}

		@Override
		public @Nullable ErrorCode enter(long now) {
			return this.limits.enter(now);
		}

		@Override
		public void leave() {
			this.limits.leave();
		}

		@Override
		public void beginOutstanding() {
			this.limits.beginOutstanding();
		}

		@Override
		public void endOutstanding() {
			this.limits.endOutstanding();
		}

	}

}
