package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

import io.sluice.SluiceHeaders;

/**
 * What a PROXY header of version 2 says beyond addresses: fields of type, length and
 * value (section 2.2.1 and following). Reads them as they come: a header of 64 KB needs
 * no memory.
 */
final class ProxyFields {

	private static final int ALPN = 0x01;

	private static final int AUTHORITY = 0x02;

	private static final int CHECKSUM = 0x03;

	private static final int UNIQUE_ID = 0x05;

	private static final int TLS = 0x20;

	private static final int TLS_VERSION = 0x21;

	private static final int TLS_CN = 0x22;

	private static final int GCP = 0xe0;

	private static final int AWS = 0xea;

	private static final int AZURE = 0xee;

	/** AWS and Azure begin their values with what these are; an id of the endpoint. */
	private static final int ENDPOINT = 0x01;

	private static final int MAX_UNIQUE_ID = 128;

	/** As long as a server name, or a protocol's, can be; what is longer is left out. */
	private static final int MAX_VALUE = 255;

	/** By TLS, with a certificate on this connection, with one in its session. */
	private static final int CLIENT_TLS = 1;

	private static final int CLIENT_CERTIFICATE = 2 | 4;

	private final InputStream in;

	/** Over the whole header, in which the checksum itself counts as zeros. */
	private final CRC32C crc = new CRC32C();

	private final Map<String, Object> values = new HashMap<>(4);

	private long checksum = -1;

	private boolean tlsRead;

	private int left;

	/**
	 * Begin behind what is read already.
	 * @param read all bytes of the header up to here
	 * @param left how many the header still has
	 */
	ProxyFields(InputStream in, ByteBuffer read, int left) {
		this.in = new HeaderRest(in, left);
		this.left = left;
		this.crc.update(read);
	}

	/**
	 * Read all there are, up to the header's end.
	 * @return the values by the headers of {@link SluiceHeaders} that have them
	 */
	Map<String, Object> read() throws IOException {
		readEach(this.left, this::readField);
		return Map.copyOf(this.values);
	}

	/**
	 * Check what was read by the header's own checksum, if it has one.
	 */
	void check() throws ProxyHeaderException {
		if (this.checksum >= 0 && this.checksum != this.crc.getValue()) {
			throw new ProxyHeaderException("the PROXY header does not match its checksum");
		}
	}

	/** Pass over the header's rest. */
	void skip() throws IOException {
		skip(this.left);
	}

	private void readEach(int size, FieldReader reader) throws IOException {
		int end = this.left - size;
		while (this.left > end) {
			require(this.left - end >= 3);
			int type = next();
			int length = next() << Byte.SIZE | next();
			require(length <= this.left - end);
			int behind = this.left - length;
			reader.read(type, length);
			skip(this.left - behind);
		}
	}

	private void readField(int type, int length) throws IOException {
		switch (type) {
			case ALPN -> readText(SluiceHeaders.PROXY_ALPN, length);
			case AUTHORITY -> readText(SluiceHeaders.PROXY_AUTHORITY, length);
			case CHECKSUM -> readChecksum(length);
			case UNIQUE_ID -> {
				require(length <= MAX_UNIQUE_ID);
				readText(SluiceHeaders.PROXY_UNIQUE_ID, length);
			}
			case TLS -> readTls(length);
			case GCP -> {
				if (length == Long.BYTES) {
					put(SluiceHeaders.PROXY_GCP_CONNECTION_ID,
							Long.toUnsignedString(ByteBuffer.wrap(bytes(length)).getLong()));
				}
			}
			case AWS, AZURE -> readEndpoint(type, length);
			default -> {
				// there is nothing to say about it
			}
		}
	}

	private void readEndpoint(int type, int length) throws IOException {
		if (length == 0 || next() != ENDPOINT) {
			return;
		}
		if (type == AWS) {
			readText(SluiceHeaders.PROXY_AWS_ENDPOINT_ID, length - 1);
		}
		else if (length == 1 + Integer.BYTES) {
			int id = ByteBuffer.wrap(bytes(Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
			put(SluiceHeaders.PROXY_AZURE_LINK_ID, Integer.toUnsignedString(id));
		}
	}

	private void readChecksum(int length) throws IOException {
		require(length == Integer.BYTES && this.checksum < 0);
		byte[] claimed = HeaderBytes.read(this.in, length);
		count(new byte[length]);
		this.checksum = Integer.toUnsignedLong(ByteBuffer.wrap(claimed).getInt());
	}

	/** Two could say different things of one client: the first counts. */
	private void readTls(int length) throws IOException {
		if (this.tlsRead) {
			return;
		}
		this.tlsRead = true;
		require(length >= 1 + Integer.BYTES);
		int client = next();
		boolean verified = ByteBuffer.wrap(bytes(Integer.BYTES)).getInt() == 0;
		boolean shown = (client & CLIENT_CERTIFICATE) != 0;
		if (shown) {
			put(SluiceHeaders.PROXY_TLS_VERIFIED, verified);
		}
		readEach(length - 1 - Integer.BYTES, (type, size) -> {
			if (type == TLS_VERSION && (client & CLIENT_TLS) != 0) {
				readText(SluiceHeaders.PROXY_TLS_PROTOCOL, size);
			}
			else if (type == TLS_CN && shown && verified) {
				readText(SluiceHeaders.PROXY_TLS_CN, size);
			}
		});
	}

	private void readText(String header, int length) throws IOException {
		if (length > 0 && length <= MAX_VALUE) {
			put(header, ProxyText.of(bytes(length)));
		}
	}

	private void put(String header, Object value) {
		this.values.putIfAbsent(header, value);
	}

	private int next() throws IOException {
		int b = HeaderBytes.next(this.in);
		this.left--;
		this.crc.update(b);
		return b;
	}

	private byte[] bytes(int count) throws IOException {
		byte[] bytes = HeaderBytes.read(this.in, count);
		count(bytes);
		return bytes;
	}

	private void skip(int count) throws IOException {
		for (int rest = count; rest > 0; rest -= MAX_VALUE) {
			bytes(Math.min(rest, MAX_VALUE));
		}
	}

	private void count(byte[] bytes) {
		this.left -= bytes.length;
		this.crc.update(bytes);
	}

	private static void require(boolean condition) throws ProxyHeaderException {
		if (!condition) {
			throw new ProxyHeaderException("the PROXY header has a malformed field");
		}
	}

	/**
	 * Reads one field's value, or a part of it.
	 */
	@FunctionalInterface
	private interface FieldReader {

		void read(int type, int length) throws IOException;

	}

}
