package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.Nginx;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A route to nginx.
 */
@NeedsPrograms("nginx")
class NginxTests {

	private static final String UNREACHABLE = "ERR UPSTREAM_UNAVAILABLE the upstream cannot be reached";

	@TempDir
	private Path directory;

	private TestGateway start(Nginx nginx) {
		return TestGateway.start(NginxTests.class, "sluice.upstreams.nginx.url=http://127.0.0.1:" + nginx.port(),
				".routes[0].to=GET nginx/{field:,:0}/{field:,:1}", ".request-timeout=2s");
	}

	@Test
	void requestsAreAnsweredOverConnectionsThatNginxCloses() throws IOException {
		try (Nginx nginx = new Nginx(this.directory, """
				keepalive_requests 5;
				location /at { return 200 $request_uri; }
				location /empty { return 204; }
				location /failing { return 503; }
				"""); TestGateway gateway = start(nginx); TestClient client = gateway.connect()) {
			for (int i = 0; i < 100; i++) {
				assertThat(client.request("at," + i)).isEqualTo("/at/" + i);
			}
			client.send("empty,1\n");
			assertThat(client.request("failing,1"))
				.isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream failed with status 503");
			assertThat(client.request("other,1"))
				.isEqualTo("ERR UPSTREAM_REFUSED the upstream refused the request with status 404");
		}
	}

	@Test
	void noMessageReachesAnotherLocation() throws IOException {
		// nginx decodes %2F, and then follows the dots
		try (Nginx nginx = new Nginx(this.directory, """
				location /at/ { return 200 public; }
				location /admin { return 200 secret; }
				"""); TestGateway gateway = start(nginx); TestClient client = gateway.connect()) {
			assertThat(client.request("at,1")).isEqualTo("public");
			assertThat(client.request("at,x/admin")).isEqualTo("public");
			assertThat(client.request("at,../admin")).startsWith("ERR BAD_PAYLOAD ");
			assertThat(client.request("at,x/../../admin")).startsWith("ERR BAD_PAYLOAD ");
			assertThat(client.request("at,%2e%2e/admin")).isEqualTo("public");
			assertThat(client.request("..,admin")).startsWith("ERR BAD_PAYLOAD ");
		}
	}

	@Test
	void oneThatIsKilledOrStoppedFailsRequestsUntilItIsBack() throws Exception {
		try (Nginx nginx = new Nginx(this.directory, "location /at { return 200 $request_uri; }");
				TestGateway gateway = start(nginx);
				TestClient client = gateway.connect()) {
			assertThat(client.request("at,1")).isEqualTo("/at/1");
			nginx.kill();
			// the connection that was kept alive may end first
			await().until(() -> client.request("at,2").equals(UNREACHABLE));
			nginx.start();
			assertThat(client.request("at,3")).isEqualTo("/at/3");
			nginx.signal("STOP");
			assertThat(client.request("at,4")).isEqualTo("ERR TIMEOUT no reply within 2s");
			nginx.signal("CONT");
			assertThat(client.request("at,5")).isEqualTo("/at/5");
		}
	}

}
