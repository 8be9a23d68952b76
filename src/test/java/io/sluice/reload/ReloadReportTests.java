package io.sluice.reload;

import java.util.List;

import io.sluice.reload.ReloadReport.Changed;
import io.sluice.reload.ReloadReport.Upstreams;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReloadReportTests {

	private static final Upstreams NONE = new Upstreams(List.of(), List.of(), List.of());

	@Test
	void whatHasChangedIsNamedInASentence() {
		assertThat(new Changed(List.of("demo"), NONE, List.of()).describe()).isEqualTo("the routes of 'demo'");
		assertThat(new Changed(List.of("demo", "own"), new Upstreams(List.of("a"), List.of("b"), List.of("c")),
				List.of("sluice.limits.memory"))
			.describe())
			.isEqualTo("the routes of 'demo', the routes of 'own', upstream 'a' (added), upstream 'b' (removed), "
					+ "upstream 'c' (replaced) and 'sluice.limits.memory'");
	}

}
