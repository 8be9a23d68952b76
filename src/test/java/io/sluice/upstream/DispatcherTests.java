package io.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.client.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Dispatcher}: which requests wait, and in which order they are given to
 * connections.
 */
class DispatcherTests {

	private final Connections connections = new Connections();

	private final Dispatcher dispatcher = new Dispatcher(this.connections, false, 100);

	private final List<Throwable> failures = new ArrayList<>();

	@Test
	void requestDoesNotOvertakeThoseThatWait() {
		this.connections.choice = Choice.WAIT;
		dispatch("a", null);
		this.connections.choice = Connections.TAKEN;
		dispatch("b", null);
		assertThat(this.connections.taken).containsExactly("a", "b");
	}

	@Test
	void requestWithAnotherKeyPassesThoseThatWaitForTheirs() {
		this.connections.pending = "1";
		dispatch("a", "1");
		dispatch("b", "2");
		dispatch("c", "1");
		assertThat(this.connections.taken).containsExactly("b");
		this.connections.pending = null;
		this.dispatcher.wake();
		assertThat(this.connections.taken).containsExactly("b", "a", "c");
	}

	@Test
	void onlyTheFirstRequestTriesWhileNoConnectionIsFree() {
		this.connections.choice = Choice.WAIT;
		for (int i = 0; i < 100; i++) {
			dispatch("a", null);
		}
		this.connections.offers = 0;
		this.dispatcher.wake();
		assertThat(this.connections.offers).isOne();
		assertThat(this.dispatcher.waiting()).isEqualTo(100);
	}

	@Test
	void requestThatFindsNoPlaceIsRefusedUnlessAConnectionTakesIt() {
		this.connections.pending = "1";
		for (int i = 0; i < 100; i++) {
			dispatch("a", "1");
		}
		dispatch("b", "2");
		dispatch("c", "1");
		assertThat(this.connections.taken).containsExactly("b");
		assertThat(this.failures).singleElement()
			.isInstanceOfSatisfying(TcpHandlerException.class,
					(failure) -> assertThat(failure.getCode()).isEqualTo(ErrorCode.BUSY));
	}

	private void dispatch(String message, @Nullable String key) {
		this.dispatcher.dispatch(new TcpRequest(message.getBytes(StandardCharsets.UTF_8), key,
				System.nanoTime() + Duration.ofHours(1).toNanos(), (_, failure) -> this.failures.add(failure)));
	}

	private static final class Connections implements ConnectionSource {

		private static final Choice TAKEN = new Choice(Outcome.TAKEN, null);

		private final List<String> taken = new ArrayList<>();

		private Choice choice = TAKEN;

		private @Nullable String pending;

		private int offers;

		@Override
		public Choice offer(Request request, long now) {
			this.offers++;
			Choice made = (this.pending != null && this.pending.equals(request.key())) ? Choice.WAIT_FOR_KEY
					: this.choice;
			if (made.outcome() == Outcome.TAKEN) {
				this.taken.add(new String(request.message(), StandardCharsets.UTF_8));
			}
			return made;
		}

		@Override
		public Exception unavailable() {
			return new IllegalStateException("for a test");
		}

	}

}
