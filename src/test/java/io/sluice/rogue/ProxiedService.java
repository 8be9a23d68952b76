package io.sluice.rogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

import io.sluice.support.Nginx;

/**
 * The program {@code nginx} before a service over HTTP. It is {@code nginx} that is
 * stopped, killed and brought back; the service behind it misbehaves.
 */
final class ProxiedService implements Service {

	private final RogueProcess behind;

	private final Nginx nginx;

	/**
	 * Start both.
	 * @param directory where their files go, which no other uses
	 */
	ProxiedService(long seed, Path directory) {
		try {
			this.behind = new RogueProcess(Rogue.HTTP, seed, directory.resolve("received"));
			this.nginx = new Nginx(directory,
					"upstream behind { server 127.0.0.1:%d; keepalive 300; }".formatted(this.behind.port()), "", """
							location / {
								proxy_pass http://behind;
								proxy_http_version 1.1;
								proxy_set_header Connection "";
							}
							""");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void awaitReady() throws IOException {
		this.behind.awaitReady();
	}

	@Override
	public void restart() throws IOException {
		this.nginx.start();
	}

	@Override
	public void calm() throws IOException {
		this.behind.calm();
	}

	@Override
	public int port() {
		return this.nginx.port();
	}

	@Override
	public void signal(String name) throws IOException, InterruptedException {
		this.nginx.signal(name);
	}

	@Override
	public void kill() {
		this.nginx.kill();
	}

	@Override
	public List<String> received() throws IOException {
		return this.behind.received();
	}

	@Override
	public void close() {
		this.nginx.close();
		this.behind.close();
	}

}
