package io.sluice.autoconfigure;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import io.sluice.support.LinePeer;
import io.sluice.support.ReloadedGateway;
import io.sluice.support.TestClient;
import io.sluice.upstream.ReplaceableUpstream;
import io.sluice.upstream.Upstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;

import static io.sluice.autoconfigure.GatewayYaml.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * A reload that fails when it is put in force.
 */
class FailedReloadTests {

	private static final AtomicBoolean FAILING = new AtomicBoolean(true);

	@TempDir
	private Path directory;

	@Test
	void anUpstreamThatCannotStartLeavesTheFormerConfigurationInForce() throws Exception {
		try (LinePeer old = LinePeer.start(LinePeer.prefixing("old:"));
				LinePeer next = LinePeer.start(LinePeer.prefixing("new:"));
				LinePeer other = LinePeer.start(LinePeer.prefixing("other:"));
				ReloadedGateway gateway = ReloadedGateway.start(this.directory.resolve("sluice.yml"), Beans.class,
						yaml("{ core: { to: [\"127.0.0.1:%d\"] } }".formatted(old.port()), "[ { to: core } ]"));
				TestClient client = gateway.connect()) {
			String file = yaml(
					"""
							{ core: { to: ["127.0.0.1:%d"] }, added: { to: ["127.0.0.1:%d"] }, broken: { to: ["127.0.0.1:1"] } }"""
						.formatted(next.port(), other.port()),
					"[ { to: core } ]");
			assertThatIllegalStateException().isThrownBy(() -> gateway.reload(file)).withMessage("of a test");
			assertThat(client.request("a")).isEqualTo("old:a");
			ApplicationContext context = gateway.gateway().context();
			assertThat(context.containsBean("sluice.added.upstream")).isFalse();
			await().until(() -> other.ended() == other.accepted() && next.ended() == next.accepted());
			FAILING.set(false);
			assertThat(gateway.apply(file).changed().upstreams().added()).containsExactly("added", "broken");
			assertThat(client.request("b")).isEqualTo("new:b");
		}
	}

	static class Beans {

		@Bean
		static BeanPostProcessor failingUpstream() {
			return new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (FAILING.get() && name.equals("sluice.broken.upstream")) ? new FailingUpstream() : bean;
				}
			};
		}

	}

	/** As where no thread can be created. */
	private static final class FailingUpstream implements ReplaceableUpstream, Lifecycle {

		@Override
		public void start() {
			throw new IllegalStateException("of a test");
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public void startReplacement() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Upstream replace() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Upstream retire() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void discardReplacement() {
		}

	}

}
