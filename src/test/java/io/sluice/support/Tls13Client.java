package io.sluice.support;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;

import javax.crypto.KeyAgreement;

/**
 * A client that speaks as much TLS 1.3 as it takes to make records that no library sends.
 * It looks at no certificate.
 * <p>
 * RFC 8446.
 */
public final class Tls13Client implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 60_000;

	private static final int HANDSHAKE = 22;

	private static final int DATA = 23;

	private static final byte FINISHED = 20;

	private static final byte KEY_UPDATE = 24;

	private static final int KEY_LENGTH = 32;

	private static final byte[] NONE = {};

	private final Socket socket;

	private final InputStream in;

	private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private Tls13Traffic reading;

	private Tls13Traffic writing;

	/**
	 * Connect and make the handshake.
	 * @param port a port of this machine
	 * @param receiveBuffer so many bytes the system reads on the client's behalf
	 */
	public Tls13Client(int port, int receiveBuffer) throws IOException, GeneralSecurityException {
		this(connect(port, receiveBuffer));
	}

	/**
	 * Make the handshake.
	 * @param connected what is under TLS
	 */
	public Tls13Client(Socket connected) throws IOException, GeneralSecurityException {
		this.socket = connected;
		this.socket.setSoTimeout(PATIENCE_MILLIS);
		this.in = this.socket.getInputStream();
		KeyPair own = KeyPairGenerator.getInstance("X25519").generateKeyPair();
		byte[] hello = clientHello(little((XECPublicKey) own.getPublic()));
		this.transcript.write(hello);
		send(Tls13Traffic.concat(Tls13Traffic.header(HANDSHAKE, hello.length), hello));
		byte[] serverHello = body(this.in.readNBytes(Tls13Traffic.HEADER));
		this.transcript.write(serverHello);
		finish(agree(own, serverHello));
	}

	private static Socket connect(int port, int receiveBuffer) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(receiveBuffer);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		return socket;
	}

	/**
	 * KeyUpdates, which bring no data.
	 * @param count how many
	 * @param requested whether each is to be answered by another
	 * @return the records
	 */
	public byte[] keyUpdates(int count, boolean requested) throws GeneralSecurityException {
		ByteArrayOutputStream records = new ByteArrayOutputStream();
		for (int i = 0; i < count; i++) {
			records.writeBytes(
					this.writing.seal(HANDSHAKE, KEY_UPDATE, (byte) 0, (byte) 0, (byte) 1, (byte) (requested ? 1 : 0)));
			this.writing.update();
		}
		return records.toByteArray();
	}

	/**
	 * A record with data.
	 */
	public byte[] data(String text) throws GeneralSecurityException {
		return this.writing.seal(DATA, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send records, or parts of them. Waits where the server does not read.
	 */
	public Tls13Client send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		return this;
	}

	/**
	 * Read up to LF.
	 */
	public String readLine() throws IOException, GeneralSecurityException {
		String text = this.received.toString(StandardCharsets.UTF_8);
		while (text.indexOf('\n') < 0) {
			readRecord();
			text = this.received.toString(StandardCharsets.UTF_8);
		}
		this.received.reset();
		this.received.writeBytes(text.substring(text.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8));
		return text.substring(0, text.indexOf('\n'));
	}

	private void readRecord() throws IOException, GeneralSecurityException {
		byte[] content = open();
		int type = content[content.length - 1];
		if (type == DATA) {
			this.received.write(content, 0, content.length - 1);
		}
		else if (type == HANDSHAKE && content[0] == KEY_UPDATE) {
			this.reading.update();
		}
	}

	private byte[] open() throws IOException, GeneralSecurityException {
		byte[] header = this.in.readNBytes(Tls13Traffic.HEADER);
		return this.reading.open(header, body(header));
	}

	private byte[] body(byte[] header) throws IOException {
		if (header.length < Tls13Traffic.HEADER) {
			throw new EOFException("the server has closed");
		}
		return this.in.readNBytes(((header[3] & 0xff) << 8) | (header[4] & 0xff));
	}

	private static byte[] clientHello(byte[] publicKey) {
		byte[] versions = extension(43, new byte[] { 2, 3, 4 });
		byte[] groups = extension(10, new byte[] { 0, 2, 0, 0x1d });
		byte[] signatures = extension(13, new byte[] { 0, 10, 4, 3, 5, 3, 6, 3, 8, 4, 8, 5 });
		byte[] shares = extension(51, Tls13Traffic.concat(new byte[] { 0, 36, 0, 0x1d, 0, KEY_LENGTH }, publicKey));
		byte[] extensions = Tls13Traffic.concat(versions, groups, signatures, shares);
		byte[] begin = Tls13Traffic.concat(new byte[] { 3, 3 }, publicKey, new byte[] { 0, 0, 2, 0x13, 1, 1, 0 },
				new byte[] { (byte) (extensions.length >> 8), (byte) extensions.length }, extensions);
		return message(1, begin);
	}

	private static byte[] extension(int type, byte[] content) {
		return Tls13Traffic.concat(new byte[] { 0, (byte) type, 0, (byte) content.length }, content);
	}

	private static byte[] message(int type, byte[] content) {
		return Tls13Traffic.concat(new byte[] { (byte) type, 0, (byte) (content.length >> 8), (byte) content.length },
				content);
	}

	private static byte[] little(XECPublicKey key) {
		byte[] big = key.getU().toByteArray();
		byte[] little = new byte[KEY_LENGTH];
		for (int i = 0; i < Math.min(KEY_LENGTH, big.length); i++) {
			little[i] = big[big.length - 1 - i];
		}
		return little;
	}

	/**
	 * Find the server's key and agree on a secret.
	 */
	private static byte[] agree(KeyPair own, byte[] serverHello) throws GeneralSecurityException {
		byte[] marker = { 0, 51, 0, 36, 0, 0x1d, 0, KEY_LENGTH };
		int at = 0;
		while (!Arrays.equals(serverHello, at, at + marker.length, marker, 0, marker.length)) {
			at++;
		}
		byte[] big = new byte[KEY_LENGTH];
		for (int i = 0; i < KEY_LENGTH; i++) {
			big[i] = serverHello[at + marker.length + KEY_LENGTH - 1 - i];
		}
		KeyAgreement agreement = KeyAgreement.getInstance("X25519");
		agreement.init(own.getPrivate());
		agreement.doPhase(KeyFactory.getInstance("X25519")
			.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, big))), true);
		return agreement.generateSecret();
	}

	private void finish(byte[] shared) throws IOException, GeneralSecurityException {
		byte[] zero = new byte[KEY_LENGTH];
		byte[] early = Tls13Traffic.hmac(zero, zero);
		byte[] handshake = Tls13Traffic.hmac(derive(early, "derived", NONE), shared);
		byte[] hellos = this.transcript.toByteArray();
		this.writing = new Tls13Traffic(derive(handshake, "c hs traffic", hellos));
		this.reading = new Tls13Traffic(derive(handshake, "s hs traffic", hellos));
		readToFinished();
		byte[] messages = this.transcript.toByteArray();
		byte[] master = Tls13Traffic.hmac(derive(handshake, "derived", NONE), zero);
		send(this.writing.seal(HANDSHAKE, message(FINISHED, this.writing.finished(sha256(messages)))));
		this.writing = new Tls13Traffic(derive(master, "c ap traffic", messages));
		this.reading = new Tls13Traffic(derive(master, "s ap traffic", messages));
	}

	private void readToFinished() throws IOException, GeneralSecurityException {
		ByteArrayOutputStream flight = new ByteArrayOutputStream();
		while (!endsInFinished(ByteBuffer.wrap(flight.toByteArray()))) {
			byte[] content = open();
			flight.write(content, 0, content.length - 1);
		}
		this.transcript.writeBytes(flight.toByteArray());
	}

	private static boolean endsInFinished(ByteBuffer messages) {
		byte type = 0;
		while (messages.remaining() >= 4) {
			int header = messages.getInt();
			type = (byte) (header >>> 24);
			int length = header & 0xffffff;
			if (messages.remaining() < length) {
				return false;
			}
			messages.position(messages.position() + length);
		}
		return type == FINISHED && !messages.hasRemaining();
	}

	private static byte[] derive(byte[] secret, String label, byte[] messages) throws GeneralSecurityException {
		return Tls13Traffic.expand(secret, label, sha256(messages), KEY_LENGTH);
	}

	private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
		return MessageDigest.getInstance("SHA-256").digest(bytes);
	}

	/**
	 * How much has come that has not been read.
	 */
	public int available() throws IOException {
		return this.in.available();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
