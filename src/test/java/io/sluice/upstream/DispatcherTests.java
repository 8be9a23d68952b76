package io.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.client.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Dispatcher}: which requests wait, and in which order they are given to
 * connections.
 */
class DispatcherTests {

	private final Connections connections = new Connections();

	private Dispatcher dispatcher = new Dispatcher(this.connections, false, 100);

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
		this.connections.pending = Set.of("1");
		dispatch("a", "1");
		dispatch("b", "2");
		dispatch("c", "1");
		assertThat(this.connections.taken).containsExactly("b");
		this.connections.pending = Set.of();
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
		this.connections.pending = Set.of("1");
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

	@Test
	void thoseThatWaitForKeysCostOthersNothing() {
		this.connections.pending = Set.of("1", "2", "3");
		for (int i = 0; i < 90; i++) {
			dispatch("a", String.valueOf(1 + i % 3));
		}
		this.connections.offers = 0;
		dispatch("b", "4");
		dispatch("c", null);
		assertThat(this.connections.taken).containsExactly("b", "c");
		assertThat(this.connections.offers).isEqualTo(2);
		dispatch("d", "1");
		assertThat(this.connections.offers).isEqualTo(3);
		this.dispatcher.wake();
		assertThat(this.connections.offers).as("one more for each key").isEqualTo(6);
		assertThat(this.dispatcher.waiting()).isEqualTo(91);
	}

	@Test
	void requestsWithOneKeyAreTakenInTheirOrder() {
		this.connections.choice = Choice.WAIT;
		dispatch("a", "1");
		dispatch("b", "1");
		dispatch("c", "2");
		dispatch("d", "1");
		this.connections.choice = Connections.TAKEN;
		this.connections.pending = Set.of("1");
		this.dispatcher.wake();
		assertThat(this.connections.taken).containsExactly("c");
		this.connections.pending = Set.of();
		this.dispatcher.wake();
		assertThat(this.connections.taken).containsExactly("c", "a", "b", "d");
		assertThat(this.dispatcher.waiting()).isZero();
	}

	@Test
	void theEndOfARequestWakesTheNextWithItsKey() {
		this.connections.pending = Set.of("1", "2");
		dispatch("a", "1");
		dispatch("b", "2");
		dispatch("c", "1");
		this.connections.pending = Set.of();
		this.connections.offers = 0;
		this.dispatcher.wake("1");
		assertThat(this.connections.taken).containsExactly("a", "c");
		assertThat(this.connections.offers).isEqualTo(2);
		assertThat(this.dispatcher.waiting()).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void requestThatWaitsForItsKeyOrAPlaceIsNotOvertaken(boolean exclusive) {
		this.dispatcher = new Dispatcher(this.connections, exclusive, 100);
		this.connections.choice = Choice.WAIT_FOR_KEY_OR_PLACE;
		dispatch("a", "1");
		this.connections.choice = exclusive ? Choice.BUSY : Choice.WAIT_FOR_KEY_OR_PLACE;
		this.dispatcher.wake();
		assertThat(this.dispatcher.waiting()).isOne();
		this.connections.choice = Connections.TAKEN;
		dispatch("b", "2");
		assertThat(this.connections.taken).containsExactly("a", "b");
		this.connections.choice = Choice.WAIT_FOR_KEY_OR_PLACE;
		dispatch("c", "3");
		this.connections.choice = Connections.TAKEN;
		this.dispatcher.wake("1");
		assertThat(this.connections.taken).containsExactly("a", "b", "c");
	}

	@Test
	void requestWithTheSameKeyDoesNotOvertakeOneThatWaitsForAPlace() {
		this.dispatcher = new Dispatcher(this.connections, true, 100);
		this.connections.choice = Choice.BUSY;
		dispatch("a", "1");
		dispatch("b", "2");
		dispatch("c", "1");
		this.connections.pending = Set.of("1");
		this.dispatcher.wake("0");
		dispatch("d", "1");
		this.connections.pending = Set.of();
		this.connections.choice = Connections.TAKEN;
		this.dispatcher.wake();
		assertThat(this.connections.taken).containsExactly("a", "b", "c", "d");
	}

	private void dispatch(String message, @Nullable String key) {
		this.dispatcher.dispatch(new TcpRequest(message.getBytes(StandardCharsets.UTF_8), key,
				System.nanoTime() + Duration.ofHours(1).toNanos(), (_, failure) -> this.failures.add(failure)));
	}

	private static final class Connections implements ConnectionSource {

		private static final Choice TAKEN = new Choice(Outcome.TAKEN, null);

		private final List<String> taken = new ArrayList<>();

		private Choice choice = TAKEN;

		private Set<String> pending = Set.of();

		private int offers;

		@Override
		public Choice offer(Request request, long now) {
			this.offers++;
			Choice made = (request.key() instanceof String key && this.pending.contains(key)) ? Choice.WAIT_FOR_KEY
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
