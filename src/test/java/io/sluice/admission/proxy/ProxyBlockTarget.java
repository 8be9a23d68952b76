package io.sluice.admission.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

import io.sluice.fuzz.FuzzTarget;

/**
 * PROXY headers of version 2. The first byte of an input tells how much of a valid header
 * is put around the rest, because a fuzzer finds neither a signature nor a checksum.
 */
public final class ProxyBlockTarget implements FuzzTarget {

	private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

	private static final byte[] CHECKSUM = { 0x03, 0, 4, 0, 0, 0, 0 };

	private static final int FIXED = 16;

	@Override
	public void run(byte[] input) throws IOException {
		if (input.length == 0) {
			return;
		}
		byte[] rest = Arrays.copyOfRange(input, 1, input.length);
		byte[] received = switch (input[0] & 3) {
			case 0 -> rest;
			case 1 -> header(rest, new byte[0]);
			case 2 -> withLength(header(rest, new byte[0]));
			default -> withChecksum(withLength(header(rest, CHECKSUM)));
		};
		ProxyHeaderCheck.read(received, ProxyBlockTarget::size);
	}

	private static byte[] header(byte[] rest, byte[] end) {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		header.writeBytes(SIGNATURE);
		header.writeBytes(rest);
		header.writeBytes(end);
		return header.toByteArray();
	}

	private static byte[] withLength(byte[] header) {
		if (header.length >= FIXED) {
			ByteBuffer.wrap(header).putShort(FIXED - 2, (short) (header.length - FIXED));
		}
		return header;
	}

	private static byte[] withChecksum(byte[] header) {
		CRC32C crc = new CRC32C();
		crc.update(header);
		ByteBuffer.wrap(header).putInt(header.length - Integer.BYTES, (int) crc.getValue());
		return header;
	}

	private static int size(byte[] received) {
		return FIXED + Short.toUnsignedInt(ByteBuffer.wrap(received).getShort(FIXED - 2));
	}

	@Override
	public List<byte[]> seeds() {
		return ProxyHeaderCheck.seeds(ProxyBlock.FIRST).stream().<byte[]>mapMulti((seed, sink) -> {
			sink.accept(seed);
			for (byte kind = 1; kind < 4; kind++) {
				byte[] shorter = Arrays.copyOfRange(seed, SIGNATURE.length, seed.length);
				shorter[0] = kind;
				sink.accept(shorter);
			}
		}).toList();
	}

}
