package io.sluice.routing;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.sluice.extract.MessageView;
import io.sluice.framing.ByteSequence;
import org.jspecify.annotations.Nullable;

/**
 * The predicates over the bytes of a message.
 */
public final class BytePredicates {

	private BytePredicates() {
	}

	/**
	 * Matches a message that is exactly the given one.
	 * @param wanted the bytes
	 * @return the predicate
	 */
	public static MessagePredicate equalTo(byte[] wanted) {
		return new Fixed("equals", wanted) {

			@Override
			public boolean test(MessageView message) {
				return Arrays.equals(message.payload(), wanted);
			}

			@Override
			List<Anchor> findAnchors() {
				return List.of(new Anchor(0, wanted, true));
			}

			@Override
			Lengths lengths() {
				return new Lengths(wanted.length, wanted.length);
			}

		};
	}

	/**
	 * Matches a message that begins with the given bytes.
	 * @param prefix the bytes
	 * @return the predicate
	 */
	public static MessagePredicate startsWith(byte[] prefix) {
		return new Fixed("starts-with", prefix) {

			@Override
			public boolean test(MessageView message) {
				return isAt(message.payload(), 0, prefix);
			}

			@Override
			List<Anchor> findAnchors() {
				return List.of(new Anchor(0, prefix, false));
			}

		};
	}

	/**
	 * Matches a message that ends with the given bytes.
	 * @param suffix the bytes
	 * @return the predicate
	 */
	public static MessagePredicate endsWith(byte[] suffix) {
		return new Fixed("ends-with", suffix) {

			@Override
			public boolean test(MessageView message) {
				return isAt(message.payload(), message.payload().length - suffix.length, suffix);
			}

		};
	}

	/**
	 * Matches a message that has the given bytes anywhere.
	 * @param part the bytes
	 * @return the predicate
	 */
	public static MessagePredicate contains(byte[] part) {
		BytePattern search = new BytePattern(part);
		return new Fixed("contains", part) {

			@Override
			public boolean test(MessageView message) {
				return search.isIn(message.payload());
			}

		};
	}

	/**
	 * Matches a message that has the given bytes at a place.
	 * @param offset the place of the first byte; negative from the end, where -1 is the
	 * last
	 * @param wanted the bytes
	 * @param mask the bits that count, as many bytes as are wanted; {@code null} for all
	 * @return the predicate
	 * @throws IllegalArgumentException if the mask has another length, or hides a bit
	 * that is wanted
	 */
	public static MessagePredicate bytesAt(int offset, byte[] wanted, byte @Nullable [] mask) {
		if (mask != null) {
			checkMask(wanted, mask);
		}
		return new Fixed("bytes at %d%s are".formatted(offset, masked(mask)), wanted) {

			@Override
			public boolean test(MessageView message) {
				byte[] payload = message.payload();
				int begin = (offset < 0) ? payload.length + offset : offset;
				return (mask == null) ? isAt(payload, begin, wanted) : isAt(payload, begin, wanted, mask);
			}

			@Override
			List<Anchor> findAnchors() {
				return (mask == null && offset >= 0) ? List.of(new Anchor(offset, wanted, false)) : List.of();
			}

			@Override
			Lengths lengths() {
				return new Lengths((offset < 0) ? -offset : offset + wanted.length, Integer.MAX_VALUE);
			}

		};
	}

	/**
	 * Matches a message by its length.
	 * @param min the smallest length in bytes
	 * @param max the largest length in bytes
	 * @return the predicate
	 */
	public static MessagePredicate length(int min, int max) {
		return new MessagePredicate(
				"length from %d%s bytes".formatted(min, (max < Integer.MAX_VALUE) ? " to " + max : "")) {

			@Override
			public boolean test(MessageView message) {
				int length = message.payload().length;
				return length >= min && length <= max;
			}

			@Override
			Lengths lengths() {
				return new Lengths(min, max);
			}

		};
	}

	private static String masked(byte @Nullable [] mask) {
		return (mask != null) ? " & 0x" + HexFormat.of().formatHex(mask) : "";
	}

	private static void checkMask(byte[] wanted, byte[] mask) {
		if (mask.length != wanted.length) {
			throw new IllegalArgumentException(
					"The mask has %d bytes, but %d are compared".formatted(mask.length, wanted.length));
		}
		for (int i = 0; i < mask.length; i++) {
			if ((wanted[i] & ~mask[i]) != 0) {
				throw new IllegalArgumentException(
						"Byte %d cannot be 0x%02x where the mask is 0x%02x".formatted(i, wanted[i], mask[i]));
			}
		}
	}

	private static boolean isAt(byte[] message, int begin, byte[] wanted) {
		return begin >= 0 && message.length - begin >= wanted.length
				&& Arrays.equals(message, begin, begin + wanted.length, wanted, 0, wanted.length);
	}

	private static boolean isAt(byte[] message, int begin, byte[] wanted, byte[] mask) {
		if (begin < 0 || message.length - begin < wanted.length) {
			return false;
		}
		for (int i = 0; i < wanted.length; i++) {
			if ((message[begin + i] & mask[i]) != wanted[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A predicate over given bytes. A matching message is at least as long as these
	 * bytes.
	 */
	private abstract static class Fixed extends MessagePredicate {

		private final int length;

		Fixed(String verb, byte[] bytes) {
			super("%s \"%s\"".formatted(verb, ByteSequence.describe(bytes)));
			this.length = bytes.length;
		}

		@Override
		Lengths lengths() {
			return new Lengths(this.length, Integer.MAX_VALUE);
		}

		/** A predicate of this kind requires nothing but its anchor. */
		@Override
		public boolean covers(MessagePredicate other) {
			List<Anchor> wanted = anchors();
			List<Anchor> others = other.anchors();
			return super.covers(other)
					|| (!wanted.isEmpty() && !others.isEmpty() && others.stream().allMatch(wanted.getFirst()::covers));
		}

	}

}
