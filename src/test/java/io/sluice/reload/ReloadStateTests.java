package io.sluice.reload;

import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the reload's states.
 */
class ReloadStateTests {

	@Test
	void everyStateIsReachedAndEndsClosed() {
		Set<ReloadState> reached = EnumSet.of(ReloadState.IDLE);
		while (reached.addAll(reached.stream().flatMap((state) -> state.next().stream()).toList())) {
			// until nothing is added
		}
		assertThat(reached).containsExactlyInAnyOrder(ReloadState.values());
		assertThat(ReloadState.CLOSED.next()).isEmpty();
		assertThat(reached).allMatch((state) -> state == ReloadState.CLOSED || leadsToClosed(state));
	}

	private static boolean leadsToClosed(ReloadState state) {
		return state.next().contains(ReloadState.CLOSED)
				|| state.next().stream().anyMatch((next) -> next.next().contains(ReloadState.CLOSED));
	}

	@Test
	void noReloadBeginsWhileAnotherIsInProgressOrTheApplicationStops() {
		assertThat(ReloadState.values()).filteredOn((state) -> state.next().contains(ReloadState.RELOADING))
			.containsExactly(ReloadState.IDLE);
	}

}
