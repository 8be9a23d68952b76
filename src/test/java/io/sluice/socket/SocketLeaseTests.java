package io.sluice.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.sluice.process.Lease;
import io.sluice.process.LeaseUser;
import io.sluice.process.VitalThreadMonitor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link PolledSocket}: one that only the holder of a lease may use.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketLeaseTests {

	private final PollerGroup pollers = new PollerGroup(VitalThreadMonitor.UNWATCHED);

	private final StubLease lease = new StubLease();

	private ServerSocket server;

	private PolledSocket socket;

	private Socket accepted;

	@BeforeEach
	void connect() throws IOException {
		this.server = new ServerSocket(0);
		this.socket = new PolledSocket(this.pollers, this.lease);
		this.socket.connect(this.server.getLocalSocketAddress());
		this.accepted = this.server.accept();
	}

	@AfterEach
	void close() throws IOException {
		this.socket.close();
		this.accepted.close();
		this.server.close();
		this.pollers.close();
	}

	private void assertNothingArrives() throws IOException {
		this.socket.close();
		assertThat(this.accepted.getInputStream().readAllBytes()).isEmpty();
	}

	private static void assertRefused(Write write) {
		assertThatExceptionOfType(SocketException.class).isThrownBy(write::run)
			.withMessageContaining("does not hold the lease");
	}

	@Test
	void nothingIsWrittenWithoutTheLease() throws IOException {
		this.lease.valid = false;
		assertRefused(() -> this.socket.getOutputStream().write(new byte[10]));
		assertRefused(() -> this.socket.write(ByteBuffer.allocate(10)));
		assertRefused(() -> this.socket.write(ByteBuffer.allocate(10), WriteClaim.NONE));
		assertRefused(() -> this.socket.tryWrite(ByteBuffer.allocate(10), WriteClaim.NONE));
		assertNothingArrives();
	}

	@Test
	void aWriteThatWaitsForTheOtherEndDoesNotGoOnWithoutTheLease() throws IOException {
		CompletableFuture<Exception> failure = new CompletableFuture<>();
		Thread.startVirtualThread(() -> {
			try {
				while (true) {
					this.socket.write(ByteBuffer.allocateDirect(1 << 20));
				}
			}
			catch (IOException ex) {
				failure.complete(ex);
			}
		});
		await().until(() -> this.socket.blockedSince() != 0);
		this.lease.valid = false;
		// how much must be read before there is room again is up to the system
		Thread.startVirtualThread(() -> {
			try {
				this.accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
			}
			catch (IOException ex) {
				// the connection is closed
			}
		});
		assertThat(failure.join()).hasMessageContaining("does not hold the lease");
	}

	@Test
	void theEndOfTheLeaseResetsTheConnection() throws IOException {
		assertThat(this.lease.users).hasSize(1);
		this.socket.getOutputStream().write(1);
		assertThat(this.accepted.getInputStream().read()).isEqualTo(1);
		CompletableFuture<Exception> failure = new CompletableFuture<>();
		Thread.startVirtualThread(() -> {
			try {
				failure.completeExceptionally(new AssertionError(this.socket.getInputStream().read()));
			}
			catch (IOException ex) {
				failure.complete(ex);
			}
		});
		this.lease.users.getFirst().endLease();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.accepted.getInputStream().read())
			.withMessageContaining("reset");
		assertThat(failure.join()).isInstanceOf(SocketException.class);
		this.socket.close();
		assertThat(this.lease.users).isEmpty();
	}

	@Test
	void noConnectionIsOpenedWithoutTheLease() throws IOException {
		this.lease.valid = false;
		try (PolledSocket late = new PolledSocket(this.pollers, this.lease)) {
			assertRefused(() -> late.connect(this.server.getLocalSocketAddress()));
		}
		assertThat(this.lease.users).hasSize(1);
	}

	/**
	 * Writes.
	 */
	@FunctionalInterface
	private interface Write {

		void run() throws IOException;

	}

	private static final class StubLease implements Lease {

		private final List<LeaseUser> users = new CopyOnWriteArrayList<>();

		private volatile boolean valid = true;

		@Override
		public void demand() {
		}

		@Override
		public void withdraw() {
		}

		@Override
		public @Nullable String holder() {
			return null;
		}

		@Override
		public boolean isValid() {
			return this.valid;
		}

		@Override
		public boolean await(long patienceMillis) {
			return this.valid;
		}

		@Override
		public void add(LeaseUser user) {
			this.users.add(user);
		}

		@Override
		public void remove(LeaseUser user) {
			this.users.remove(user);
		}

	}

}
