package io.sluice.admission.tls;

import java.util.List;
import java.util.stream.Stream;

import io.sluice.admission.tls.TlsSettings.ServerName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Settings that are refused, each with its key, its value and what would be right.
 */
class TlsSettingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello", "tls1.3", "" })
	void onlyTls13AndTls12CanBeEnabled(String protocol) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TlsSettings("tls", "gateway", ClientPolicy.of(ClientAuth.NONE, null),
					List.of("TLSv1.3", protocol), List.of()))
			.withMessage("sluice.listeners.tls.ssl.enabled-protocols: '" + protocol
					+ "' cannot be enabled. It must be TLSv1.3 or TLSv1.2.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "*.", "a.*.example.com", "*a.example.com", ".example.com", "a..b", "a:1", "a.b.",
			"a_b.c" })
	void serverNameThatCannotMatchIsRefused(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> named(host))
			.withMessageStartingWith("sluice.listeners.tls.ssl.sni[0].host: '" + host + "' matches no server name.")
			.withMessageContaining("'*.example.com'");
	}

	@Test
	void serverNameIsThereOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> named("a.example.com", "A.example.com"))
			.withMessageStartingWith("sluice.listeners.tls.ssl.sni[1].host: 'A.example.com' is configured twice.");
		assertThat(named("a.example.com", "*.example.com", "localhost").sni()).hasSize(3);
	}

	private static TlsSettings named(String... hosts) {
		List<ServerName> names = Stream.of(hosts).map((host) -> new ServerName(host, "named")).toList();
		return new TlsSettings("tls", "gateway", ClientPolicy.of(ClientAuth.NONE, null), List.of(), names);
	}

}
