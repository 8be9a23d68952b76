package io.sluice.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A socket to put TLS over, whose output can be held back: what TLS makes of several
 * writes is then sent in any other pieces.
 */
public final class HeldSocket extends Socket {

	private final ByteArrayOutputStream held = new ByteArrayOutputStream();

	private boolean holding;

	public HeldSocket(int port) throws IOException {
		super(InetAddress.getLoopbackAddress(), port);
	}

	/**
	 * Send nothing from now on but what {@link #sendNow(byte[])} is given.
	 */
	public void hold() {
		this.holding = true;
	}

	/**
	 * What has been held back.
	 */
	public byte[] held() {
		return this.held.toByteArray();
	}

	public void sendNow(byte... bytes) throws IOException {
		super.getOutputStream().write(bytes);
	}

	@Override
	public OutputStream getOutputStream() throws IOException {
		OutputStream out = super.getOutputStream();
		return new OutputStream() {

			@Override
			public void write(int b) throws IOException {
				write(new byte[] { (byte) b }, 0, 1);
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				(HeldSocket.this.holding ? HeldSocket.this.held : out).write(bytes, offset, length);
			}

		};
	}

	@Override
	public void shutdownOutput() throws IOException {
		if (!this.holding) {
			super.shutdownOutput();
		}
	}

}
