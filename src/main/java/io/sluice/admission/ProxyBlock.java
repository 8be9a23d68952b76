package io.sluice.admission;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * The PROXY header of version 2: a binary block (section 2.2), of 16 bytes and as many
 * more as a field of 16 bits says.
 */
final class ProxyBlock {

	/** Of the signature. */
	static final int FIRST = '\r';

	private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

	private static final int VERSION = 2;

	private static final int LOCAL = 0;

	private static final int PROXY = 1;

	private static final int INET_STREAM = 0x11;

	private static final int INET6_STREAM = 0x21;

	private ProxyBlock() {
	}

	/** Read what follows {@link #FIRST}. */
	static @Nullable InetSocketAddress read(InputStream in) throws IOException {
		ProxyHeader.expect(in, SIGNATURE);
		int command = command(ProxyHeader.next(in));
		int family = ProxyHeader.next(in);
		int length = ProxyHeader.next(in) << Byte.SIZE | ProxyHeader.next(in);
		// whoever sends LOCAL may leave anything in the rest
		int needed = (command == LOCAL) ? 0 : addressesSize(family);
		if (length < needed) {
			throw new ProxyHeaderException("the PROXY header is too short for its addresses");
		}
		byte[] addresses = in.readNBytes(needed);
		if (addresses.length < needed) {
			throw new EOFException();
		}
		in.skipNBytes(length - needed);
		return (command == PROXY) ? source(family, addresses) : null;
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

	/** Two addresses, and two ports where there are some. */
	private static int addressesSize(int family) {
		return switch (family >> 4) {
			case 1 -> 2 * (4 + 2);
			case 2 -> 2 * (16 + 2);
			case 3 -> 2 * 108;
			default -> 0;
		};
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
