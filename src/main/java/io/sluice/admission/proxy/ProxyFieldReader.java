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
 * The fields of a PROXY header of version 2, of type, length and value (section 2.2.1 and
 * following). They are read as they arrive, so a header of 64 KB needs no buffer of this
 * size.
 */
final class ProxyFieldReader {

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

	/**
	 * The type byte at the beginning of a value of AWS or Azure: the id of an endpoint.
	 */
	private static final int ENDPOINT = 0x01;

	private static final int MAX_UNIQUE_ID = 128;

	/** The longest value kept: server and protocol names are not longer. */
	private static final int MAX_VALUE = 255;

	/**
	 * The bits of the client field: TLS, a certificate on this connection, a certificate
	 * in the TLS session.
	 */
	private static final int CLIENT_TLS = 1;

	private static final int CLIENT_CERTIFICATE = 2 | 4;

	private final InputStream in;

	/**
	 * The checksum of the whole header, in which the checksum field itself counts as
	 * zeros.
	 */
	private final CRC32C crc = new CRC32C();

	private final Map<String, Object> values = new HashMap<>(4);

	private long checksum = -1;

	private boolean tlsRead;

	private int left;

	/**
	 * Create a reader for the fields after the part that has been read.
	 * @param read the bytes of the header up to here
	 * @param left the remaining bytes of the header
	 */
	ProxyFieldReader(InputStream in, ByteBuffer read, int left) {
		this.in = new HeaderRest(in, left);
		this.left = left;
		this.crc.update(read);
	}

	/**
	 * Read all fields up to the end of the header.
	 * @return the values by the names of {@link SluiceHeaders}
	 */
	Map<String, Object> read() throws IOException {
		readEach(this.left, this::readField);
		return Map.copyOf(this.values);
	}

	/**
	 * Compare the checksum of the header, if there is one, with the bytes read.
	 */
	void check() throws ProxyHeaderException {
		if (this.checksum >= 0 && this.checksum != this.crc.getValue()) {
			throw new ProxyHeaderException("the PROXY header does not match its checksum");
		}
	}

	/** Skip the rest of the header. */
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
			int leftAfter = this.left - length;
			reader.read(type, length);
			skip(this.left - leftAfter);
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
				// a field of another type is skipped
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
		byte[] claimed = HeaderByteReader.read(this.in, length);
		count(new byte[length]);
		this.checksum = Integer.toUnsignedLong(ByteBuffer.wrap(claimed).getInt());
	}

	/**
	 * Read the TLS field. If there are two, the first one counts, because two could
	 * contradict each other.
	 */
	private void readTls(int length) throws IOException {
		if (this.tlsRead) {
			return;
		}
		this.tlsRead = true;
		require(length >= 1 + Integer.BYTES);
		int client = next();
		boolean verified = ByteBuffer.wrap(bytes(Integer.BYTES)).getInt() == 0;
		boolean presented = (client & CLIENT_CERTIFICATE) != 0;
		if (presented) {
			put(SluiceHeaders.PROXY_TLS_VERIFIED, verified);
		}
		readEach(length - 1 - Integer.BYTES, (type, size) -> {
			if (type == TLS_VERSION && (client & CLIENT_TLS) != 0) {
				readText(SluiceHeaders.PROXY_TLS_PROTOCOL, size);
			}
			else if (type == TLS_CN && presented && verified) {
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
		int b = HeaderByteReader.next(this.in);
		this.left--;
		this.crc.update(b);
		return b;
	}

	private byte[] bytes(int count) throws IOException {
		byte[] bytes = HeaderByteReader.read(this.in, count);
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
	 * Reads the value of a field, or a part of it.
	 */
	@FunctionalInterface
	private interface FieldReader {

		void read(int type, int length) throws IOException;

	}

}
