package io.sluice.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The program {@code openssl s_client}: a TLS client that is not Java's.
 */
public final class OpensslClient implements AutoCloseable {

	private static final String END = "-----END CERTIFICATE-----";

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final Process process;

	private final Thread reader;

	/**
	 * Connect to a port of this machine.
	 * @param options options of {@code s_client}
	 */
	public OpensslClient(int port, String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-nocommands", "-connect", "127.0.0.1:" + port));
		command.addAll(List.of(options));
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		this.reader = Thread.ofPlatform().daemon().start(this::read);
	}

	private void read() {
		try (InputStream in = this.process.getInputStream()) {
			in.transferTo(this.output);
		}
		catch (IOException ex) {
			// the program was ended
		}
	}

	/**
	 * Send a line and wait for a line that begins with another text.
	 * @return the rest of that line
	 */
	public String request(String line, String begin) throws IOException {
		send(line);
		awaitOutput(() -> find(begin).isPresent());
		return find(begin).orElseThrow(() -> new AssertionError(output()));
	}

	/**
	 * Send a line and wait for a text, which may stand behind what the program writes of
	 * a session ticket without ending that line.
	 */
	public void requestAmidTickets(String line, String text) throws IOException {
		send(line);
		awaitOutput(() -> output().contains(text));
		assertThat(output()).contains(text);
	}

	/** A program that was refused has ended, and writes nothing more. */
	private void awaitOutput(BooleanSupplier condition) {
		await().until(() -> hasEnded() || condition.getAsBoolean());
	}

	private void send(String line) throws IOException {
		this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		this.process.getOutputStream().flush();
	}

	private Optional<String> find(String begin) {
		String text = output();
		return text.substring(0, text.lastIndexOf('\n') + 1)
			.lines()
			.filter((line) -> line.startsWith(begin))
			.findAny()
			.map((line) -> line.substring(begin.length()));
	}

	/**
	 * The certificate the server showed.
	 */
	public X509Certificate certificate() throws CertificateException {
		awaitOutput(() -> output().contains(END));
		String text = output();
		String pem = text.substring(text.indexOf("-----BEGIN CERTIFICATE-----"), text.indexOf(END) + END.length());
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Wait until the program has ended of itself.
	 * @return all that it wrote
	 */
	public String awaitEnd() {
		await().until(this::hasEnded);
		return output();
	}

	private boolean hasEnded() {
		return !this.process.isAlive() && !this.reader.isAlive();
	}

	/**
	 * All that it wrote until now.
	 */
	public String output() {
		return this.output.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
