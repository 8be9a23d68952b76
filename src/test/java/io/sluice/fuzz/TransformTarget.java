package io.sluice.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.routing.Transforms;
import io.sluice.spi.MessageTransformer;

import org.springframework.messaging.support.GenericMessage;

/**
 * The steps that change messages. A result that is too long is {@code BAD_PAYLOAD}. The
 * first byte of an input chooses the step.
 */
final class TransformTarget implements FuzzTarget {

	private static final int MAX = 50;

	private static final Charset UTF_8 = StandardCharsets.UTF_8;

	private static final List<MessageTransformer> BOUNDED = List.of(
			Transforms.replaceBytes(new byte[] { 'a' }, new byte[] { 'b', 'a', 'a' }, MAX),
			Transforms.replaceBytes(new byte[] { 'a', 'b', 'a' }, new byte[0], MAX),
			Transforms.replaceRegex("(\\w)(\\d*)", "<$2-$1>", UTF_8, MAX), Transforms.replaceRegex("", "-", UTF_8, MAX),
			Transforms.replaceRegex("(x)|y", "$1\u00e4\\$1", UTF_8, MAX),
			Transforms.replaceRegex("(.)", "$1$1", StandardCharsets.UTF_16, MAX));

	private static final List<MessageTransformer> OTHERS = List.of(
			Transforms.charset(UTF_8, StandardCharsets.ISO_8859_1), Transforms.charset(StandardCharsets.UTF_16, UTF_8),
			Transforms.charset(Charset.forName("Shift_JIS"), Charset.forName("ISO-2022-JP")),
			Transforms.strip(new byte[] { 'a', 'b' }), Transforms.prefix(new byte[] { 'a', 'b' }));

	@Override
	public void run(byte[] input) {
		if (input.length < 1) {
			return;
		}
		GenericMessage<byte[]> message = new GenericMessage<>(Arrays.copyOfRange(input, 1, input.length));
		int chosen = (input[0] & 0xff) % (BOUNDED.size() + OTHERS.size());
		if (chosen >= BOUNDED.size()) {
			OTHERS.get(chosen - BOUNDED.size()).transform(message);
			return;
		}
		try {
			byte[] result = BOUNDED.get(chosen).transform(message);
			if (result.length > MAX) {
				throw new AssertionError("step %d makes %d bytes of %d, more than the %d that it may".formatted(chosen,
						result.length, message.getPayload().length, MAX));
			}
		}
		catch (TcpHandlerException ex) {
			if (ex.getCode() != ErrorCode.BAD_PAYLOAD) {
				throw ex;
			}
		}
	}

	@Override
	public List<byte[]> seeds() {
		List<byte[]> seeds = new ArrayList<>();
		for (int i = 0; i < BOUNDED.size() + OTHERS.size(); i++) {
			for (String text : List.of("aba", "abababab\u00e4\u20ac\ud83d\ude00", "w1 x22 yyyy", "abc".repeat(17))) {
				seeds.add(((char) i + text).getBytes(UTF_8));
			}
		}
		return seeds;
	}

}
