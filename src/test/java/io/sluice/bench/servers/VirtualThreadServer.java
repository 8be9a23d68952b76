package io.sluice.bench.servers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The pattern in its plainest form: a loop that accepts, and a virtual thread per client
 * with buffered streams, flushed where no more input is there.
 */
public final class VirtualThreadServer {

	private VirtualThreadServer() {
	}

	public static void main(String[] args) throws IOException {
		try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 1024,
				InetAddress.getLoopbackAddress())) {
			Ready.say();
			while (true) {
				Socket client = server.accept();
				client.setTcpNoDelay(true);
				Thread.startVirtualThread(() -> serve(client));
			}
		}
	}

	private static void serve(Socket client) {
		try (client) {
			InputStream in = new BufferedInputStream(client.getInputStream());
			OutputStream out = new BufferedOutputStream(client.getOutputStream());
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			for (int b = in.read(); b >= 0; b = in.read()) {
				line.write(b);
				if (b == '\n') {
					line.writeTo(out);
					line.reset();
					if (in.available() == 0) {
						out.flush();
					}
				}
			}
		}
		catch (IOException ex) {
			// the client is gone
		}
	}

}
