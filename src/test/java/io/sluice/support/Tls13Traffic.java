package io.sluice.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One direction of TLS 1.3 with AES-128-GCM and SHA-256.
 * <p>
 * RFC 8446, sections 5.2 and 7.
 */
final class Tls13Traffic {

	static final int HEADER = 5;

	private static final byte DATA = 23;

	private static final int TAG = 16;

	private byte[] secret;

	private SecretKeySpec key;

	private byte[] iv;

	private long sequence;

	Tls13Traffic(byte[] secret) throws GeneralSecurityException {
		use(secret);
	}

	private void use(byte[] newSecret) throws GeneralSecurityException {
		this.secret = newSecret;
		this.key = new SecretKeySpec(expand(newSecret, "key", new byte[0], 16), "AES");
		this.iv = expand(newSecret, "iv", new byte[0], 12);
		this.sequence = 0;
	}

	/** Go on with the next keys, as after a KeyUpdate. */
	void update() throws GeneralSecurityException {
		use(expand(this.secret, "traffic upd", new byte[0], 32));
	}

	/** What the Finished message of this direction has. */
	byte[] finished(byte[] transcriptHash) throws GeneralSecurityException {
		return hmac(expand(this.secret, "finished", new byte[0], 32), transcriptHash);
	}

	/**
	 * Protect a record.
	 * @param type the type that its content has
	 */
	byte[] seal(int type, byte... content) throws GeneralSecurityException {
		byte[] inner = Arrays.copyOf(content, content.length + 1);
		inner[content.length] = (byte) type;
		byte[] header = header(DATA, inner.length + TAG);
		byte[] sealed = crypt(Cipher.ENCRYPT_MODE, header, inner);
		return concat(header, sealed);
	}

	/**
	 * Take the protection off a record.
	 * @return its content, and the type behind it
	 */
	byte[] open(byte[] header, byte[] body) throws GeneralSecurityException {
		byte[] inner = crypt(Cipher.DECRYPT_MODE, header, body);
		int end = inner.length;
		while (inner[end - 1] == 0) {
			end--;
		}
		return Arrays.copyOf(inner, end);
	}

	private byte[] crypt(int mode, byte[] header, byte[] bytes) throws GeneralSecurityException {
		byte[] nonce = this.iv.clone();
		for (int i = 0; i < Long.BYTES; i++) {
			nonce[nonce.length - 1 - i] ^= (byte) (this.sequence >>> (8 * i));
		}
		this.sequence++;
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, this.key, new GCMParameterSpec(8 * TAG, nonce));
		cipher.updateAAD(header);
		return cipher.doFinal(bytes);
	}

	static byte[] header(int type, int length) {
		return new byte[] { (byte) type, 3, 3, (byte) (length >> 8), (byte) length };
	}

	static byte[] expand(byte[] secret, String label, byte[] context, int length) throws GeneralSecurityException {
		byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
		byte[] info = ByteBuffer.allocate(2 + 1 + name.length + 1 + context.length + 1)
			.putShort((short) length)
			.put((byte) name.length)
			.put(name)
			.put((byte) context.length)
			.put(context)
			.put((byte) 1)
			.array();
		// one block of HKDF is enough for all there is to expand
		return Arrays.copyOf(hmac(secret, info), length);
	}

	static byte[] hmac(byte[] key, byte[] bytes) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(key, "HmacSHA256"));
		return mac.doFinal(bytes);
	}

	static byte[] concat(byte[]... parts) {
		int length = Arrays.stream(parts).mapToInt((part) -> part.length).sum();
		ByteBuffer all = ByteBuffer.allocate(length);
		for (byte[] part : parts) {
			all.put(part);
		}
		return all.array();
	}

}
