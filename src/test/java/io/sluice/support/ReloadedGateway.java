package io.sluice.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.sluice.reload.ConfigurationReload;
import io.sluice.reload.ReloadReport;
import io.sluice.reload.ReloadResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway whose configuration file is written again while it runs.
 */
public final class ReloadedGateway implements AutoCloseable {

	private final Path file;

	private final TestGateway gateway;

	private ReloadedGateway(Path file, TestGateway gateway) {
		this.file = file;
		this.gateway = gateway;
	}

	/**
	 * Start a gateway.
	 * @param file its configuration file
	 * @param beans its beans
	 * @param yaml what is under the listener {@code test} beside its port and address, or
	 * with {@code sluice:} the whole file
	 */
	public static ReloadedGateway start(Path file, Class<?> beans, String yaml) throws IOException {
		write(file, yaml);
		return new ReloadedGateway(file, TestGateway.start(beans, "spring.config.import=file:" + file));
	}

	private static void write(Path file, String yaml) throws IOException {
		String whole = yaml.startsWith("sluice:") ? yaml : """
				sluice:
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				""" + yaml.indent(6);
		Files.writeString(file, whole, StandardCharsets.UTF_8);
	}

	public TestGateway gateway() {
		return this.gateway;
	}

	public TestClient connect() {
		return this.gateway.connect();
	}

	/**
	 * Write the file and reload it.
	 */
	public ReloadResult reload(String yaml) throws IOException {
		write(this.file, yaml);
		return reload();
	}

	public ReloadResult reload() {
		return this.gateway.context().getBean(ConfigurationReload.class).reload("a test");
	}

	/**
	 * Write the file and reload it, which succeeds.
	 */
	public ReloadReport apply(String yaml) throws IOException {
		ReloadResult result = reload(yaml);
		assertThat(result).isInstanceOf(ReloadResult.Applied.class);
		return ((ReloadResult.Applied) result).report();
	}

	/**
	 * Write the file and reload it, which is refused.
	 * @return the message
	 */
	public String refuse(String yaml) throws IOException {
		ReloadResult result = reload(yaml);
		assertThat(result).isInstanceOf(ReloadResult.Refused.class);
		return ((ReloadResult.Refused) result).message();
	}

	@Override
	public void close() {
		this.gateway.close();
	}

}
