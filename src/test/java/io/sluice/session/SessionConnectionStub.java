package io.sluice.session;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

import io.sluice.CloseReason;
import io.sluice.PushResult;
import io.sluice.spi.TlsPeer;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose pushes end as a test says.
 */
@RequiredArgsConstructor
public class SessionConnectionStub implements SessionConnection {

	private final CompletableFuture<PushResult> written;

	@Override
	public String getConnectionId() {
		return "stub";
	}

	@Override
	public InetSocketAddress peer() {
		return new InetSocketAddress(0);
	}

	@Override
	public @Nullable TlsPeer tls() {
		return null;
	}

	@Override
	public boolean isOpenForPushes() {
		return true;
	}

	@Override
	public byte[] message(Object payload) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isFrameShared() {
		return true;
	}

	@Override
	public byte[] frame(byte[] message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PendingPush push(PushFrame frame) {
		return new PendingPush() {

			@Override
			public CompletableFuture<PushResult> result() {
				return SessionConnectionStub.this.written;
			}

			@Override
			public long deadline() {
				return 0;
			}

			@Override
			public boolean hasBegun() {
				return true;
			}

			@Override
			public void expire() {
			}

		};
	}

	@Override
	public boolean isReading() {
		return true;
	}

	@Override
	public boolean isReadBy(Thread thread) {
		return false;
	}

	@Override
	public long sentBytes() {
		return 0;
	}

	@Override
	public void recordAnswer(int size, boolean late) {
	}

	@Override
	public void recordName(String name) {
	}

	@Override
	public void publish(Object event) {
	}

	@Override
	public void finish(CloseReason reason) {
	}

}
