package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.BindException;
import java.util.List;

import io.sluice.listener.Endpoint;
import io.sluice.listener.ListenerStartException;
import org.junit.jupiter.api.Test;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failures to listen that a test cannot bring about, because it may be root.
 */
class ListenerStartFailureAnalyzerTests {

	@Test
	void portBelow1024ThatTheUserMayNotOpenHasAHint() throws Exception {
		FailureAnalysis analysis = analyze(80);
		assertThat(analysis.getDescription()).isEqualTo(
				"Listener 'orders' cannot listen: this user may not open port 80 ('sluice.listeners.orders.port'), which is below 1024.");
		assertThat(analysis.getAction()).contains("a port from 1024", "CAP_NET_BIND_SERVICE",
				"net.ipv4.ip_unprivileged_port_start=80");
	}

	@Test
	void otherPortThatTheUserMayNotOpenHasNoHintOfPortNumbers() throws Exception {
		assertThat(analyze(1024).getDescription()).contains("port 1024", "Permission denied");
		assertThat(analyze(1024).getAction()).doesNotContain("CAP_NET_BIND_SERVICE");
	}

	private static FailureAnalysis analyze(int port) throws Exception {
		Endpoint endpoint = new Endpoint("orders", null, port, 1, List.of());
		Throwable failure = BeanUtils.instantiateClass(
				ListenerStartException.class.getDeclaredConstructor(Endpoint.class, IOException.class), endpoint,
				new BindException("Permission denied"));
		FailureAnalysis analysis = new ListenerStartFailureAnalyzer().analyze(new IllegalStateException(failure));
		assertThat(analysis).isNotNull();
		return analysis;
	}

}
