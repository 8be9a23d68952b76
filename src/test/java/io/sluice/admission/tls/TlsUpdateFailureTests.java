package io.sluice.admission.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Updates of a bundle that fail elsewhere, or for a moment.
 */
@ExtendWith(OutputCaptureExtension.class)
@NeedsPrograms("openssl")
class TlsUpdateFailureTests {

	@TempDir
	private Path directory;

	private TestCertificates authority;

	private Pem gateway;

	private Pem renewed;

	private DefaultSslBundleRegistry bundles;

	private final AtomicLong time = new AtomicLong();

	@BeforeEach
	void issue() {
		this.authority = new TestCertificates(this.directory, "authority");
		this.gateway = this.authority.issue("gateway");
		this.renewed = this.authority.issue("renewed");
		this.bundles = new DefaultSslBundleRegistry("gateway", TestBundles.of(this.gateway));
	}

	@Test
	void handlerOfAnotherThatThrowsKeepsNoUpdateForLong() throws Exception {
		this.bundles.addBundleUpdateHandler("gateway", (bundle) -> {
			throw new IllegalStateException("not ours");
		});
		try (TlsLineServer server = start()) {
			assertThatIllegalStateException()
				.isThrownBy(() -> this.bundles.updateBundle("gateway", TestBundles.of(this.renewed)));
			this.time.addAndGet(Duration.ofSeconds(10).toNanos());
			assertThat(serialShown(server)).isEqualTo(this.renewed.serial());
		}
	}

	@Test
	void errorLeavesTheOldCertificateInUseUntilTheNextLook(CapturedOutput output) throws Exception {
		try (TlsLineServer server = start()) {
			assertThatNoException()
				.isThrownBy(() -> this.bundles.updateBundle("gateway", failingOnce(TestBundles.of(this.renewed))));
			assertThat(output).contains("WARN")
				.contains(
						"[tls] the old certificate stays in use for now, as SSL bundle 'gateway' could not be loaded");
			assertThat(serialShown(server)).isEqualTo(this.gateway.serial());
			this.time.addAndGet(Duration.ofSeconds(10).toNanos());
			assertThat(serialShown(server)).isEqualTo(this.renewed.serial());
		}
	}

	@Test
	void bundleThatCannotBeUsedIsNotTriedAgain(CapturedOutput output) throws Exception {
		try (TlsLineServer server = start()) {
			this.bundles.updateBundle("gateway", SslBundle.of(SslStoreBundle.NONE));
			for (int i = 0; i < 3; i++) {
				this.time.addAndGet(Duration.ofSeconds(10).toNanos());
				assertThat(serialShown(server)).isEqualTo(this.gateway.serial());
			}
			assertThat(output.toString().split("the old certificate stays in use", -1)).hasSize(2);
		}
	}

	private TlsLineServer start() throws IOException {
		TlsSettings settings = new TlsSettings("tls", "gateway", ClientPolicy.of(ClientAuth.NONE, null), List.of(),
				List.of());
		return new TlsLineServer(new TlsServer(settings, this.bundles, this.time::get));
	}

	private static BigInteger serialShown(TlsLineServer server) throws Exception {
		try (OpensslClient client = new OpensslClient(server.port(), "-noservername")) {
			return client.certificate().getSerialNumber();
		}
	}

	private static SslBundle failingOnce(SslBundle bundle) {
		AtomicInteger calls = new AtomicInteger();
		return new SslBundle() {

			@Override
			public SslStoreBundle getStores() {
				return bundle.getStores();
			}

			@Override
			public SslBundleKey getKey() {
				return bundle.getKey();
			}

			@Override
			public SslOptions getOptions() {
				return bundle.getOptions();
			}

			@Override
			public String getProtocol() {
				return bundle.getProtocol();
			}

			@Override
			public SslManagerBundle getManagers() {
				if (calls.getAndIncrement() == 0) {
					throw new OutOfMemoryError("for the test");
				}
				return bundle.getManagers();
			}

		};
	}

}
