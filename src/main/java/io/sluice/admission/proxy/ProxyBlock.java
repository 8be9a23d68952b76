package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;

import io.sluice.socket.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY header of version 2: a binary block (section 2.2) of 16 bytes, followed by as
 * many bytes as a field of 16 bits says.
 */
final class ProxyBlock {

	/** The first byte of the signature. */
	static final int FIRST = '\r';

	private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

	private static final int VERSION = 2;

	private static final int LOCAL = 0;

	private static final int PROXY = 1;

	private static final int INET_STREAM = 0x11;

	private static final int INET6_STREAM = 0x21;

	/** Families: unspecified, IPv4, IPv6, Unix. */
	private static final int MAX_FAMILY = 3;

	/** Transports: unspecified, stream, datagram. */
	private static final int MAX_TRANSPORT = 2;

	private static final int SIZE_WITHOUT_ADDRESSES = 16;

	private ProxyBlock() {
	}

	/** Read the bytes after {@link #FIRST}. */
	static ProxyHeader read(InputStream in) throws IOException {
		HeaderByteReader.expect(in, SIGNATURE);
		int versionAndCommand = HeaderByteReader.next(in);
		int command = command(versionAndCommand);
		int family = HeaderByteReader.next(in);
		// after LOCAL, the rest may be anything
		if (command == PROXY) {
			checkFamily(family);
		}
		int length = HeaderByteReader.next(in) << Byte.SIZE | HeaderByteReader.next(in);
		if (command == LOCAL) {
			in.skipNBytes(length);
			return ProxyHeader.NONE;
		}
		ByteBuffer block = ByteBuffer.allocate(SIZE_WITHOUT_ADDRESSES + addressesSize(family));
		block.put(SIGNATURE).put((byte) versionAndCommand).put((byte) family).putShort((short) length);
		return readRest(in, block, length);
	}

	private static int command(int b) throws ProxyHeaderException {
		if (b >> 4 != VERSION) {
			throw new ProxyHeaderException("the PROXY header is not of version 1 or 2");
		}
		int command = b & 0xf;
		if (command != LOCAL && command != PROXY) {
			throw new ProxyHeaderException("the PROXY header has a command that is not LOCAL or PROXY");
		}
		return command;
	}

	private static void checkFamily(int family) throws ProxyHeaderException {
		if (family >> 4 > MAX_FAMILY || (family & 0xf) > MAX_TRANSPORT) {
			throw new ProxyHeaderException("the PROXY header has a family or transport that is reserved");
		}
	}

	/** The size of the two addresses, and of the two ports if the family has ports. */
	private static int addressesSize(int family) {
		return switch (family >> 4) {
			case 1 -> 2 * (4 + 2);
			case 2 -> 2 * (16 + 2);
			case 3 -> 2 * 108;
			default -> 0;
		};
	}

	private static ProxyHeader readRest(InputStream in, ByteBuffer block, int length) throws IOException {
		int size = block.remaining();
		if (length < size) {
			throw new ProxyHeaderException("the PROXY header is too short for its addresses");
		}
		byte[] addresses = HeaderByteReader.read(in, size);
		block.put(addresses).flip();
		int family = block.get(SIGNATURE.length + 1);
		ProxyFieldReader fields = new ProxyFieldReader(in, block, length - size);
		Map<String, Object> values = (size > 0) ? fields.read() : readIfThereAreFields(fields);
		fields.check();
		return new ProxyHeader(source(family, addresses), values);
	}

	/**
	 * Read the fields after an unspecified family, if there are any: addresses of any
	 * family may be there instead.
	 */
	private static Map<String, Object> readIfThereAreFields(ProxyFieldReader fields) throws IOException {
		try {
			return fields.read();
		}
		catch (ProxyHeaderException ex) {
			fields.skip();
			return Map.of();
		}
	}

	private static @Nullable InetSocketAddress source(int family, byte[] addresses) {
		return switch (family) {
			case INET_STREAM -> source(ByteBuffer.wrap(addresses), 4);
			case INET6_STREAM -> source(ByteBuffer.wrap(addresses), 16);
			default -> null;
		};
	}

	private static InetSocketAddress source(ByteBuffer addresses, int size) {
		byte[] source = new byte[size];
		addresses.get(source);
		int port = Short.toUnsignedInt(addresses.getShort(2 * size));
		return new InetSocketAddress(IpAddress.of(source), port);
	}

}
