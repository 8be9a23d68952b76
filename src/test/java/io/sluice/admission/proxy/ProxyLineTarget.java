package io.sluice.admission.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.sluice.fuzz.FuzzTarget;

/**
 * PROXY headers of version 1. The first byte of an input tells whether a valid beginning
 * is put in front of the rest.
 */
public final class ProxyLineTarget implements FuzzTarget {

	private static final List<String> BEGINNINGS = List.of("", "PROXY ", "PROXY TCP4 ", "PROXY TCP6 ",
			"PROXY TCP6 ::1 ");

	@Override
	public void run(byte[] input) throws IOException {
		if (input.length == 0) {
			return;
		}
		byte[] beginning = BEGINNINGS.get((input[0] & 0xff) % BEGINNINGS.size()).getBytes(StandardCharsets.US_ASCII);
		byte[] received = Arrays.copyOf(beginning, beginning.length + input.length - 1);
		System.arraycopy(input, 1, received, beginning.length, input.length - 1);
		ProxyHeader header = ProxyHeaderCheck.read(received, ProxyLineTarget::size);
		if (header != null && !header.fields().isEmpty()) {
			throw new AssertionError("a line has no fields");
		}
	}

	private static int size(byte[] received) {
		return new String(received, StandardCharsets.ISO_8859_1).indexOf("\r\n") + 2;
	}

	@Override
	public List<byte[]> seeds() {
		return ProxyHeaderCheck.seeds(ProxyLine.FIRST);
	}

}
