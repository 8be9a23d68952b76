package io.sluice.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.sluice.framing.FirstOfFraming;
import io.sluice.framing.FirstOfFraming.Alternative;
import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;
import io.sluice.framing.FramingType;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Creates a framing that the first bytes of a connection choose.
 */
@RequiredArgsConstructor
final class FirstOfFactory {

	private static final int MOST_BYTES = 64;

	private final String key;

	private final ListenerFramingProperties settings;

	private final Charset charset;

	private final FramingBeans beans;

	Framing create() {
		List<FramingChoice> given = this.settings.firstOf();
		if (given.isEmpty()) {
			throw SettingCheck.invalid(this.key + ".first-of", null,
					"Framing 'first-of' needs the list of its framings, such as [ { starts: \"0x02\", framing: { type: stx-etx } }, { framing: { type: line } } ].");
		}
		List<Alternative> alternatives = new ArrayList<>();
		for (int i = 0; i < given.size(); i++) {
			alternatives.add(alternative("%s.first-of[%d]".formatted(this.key, i), given.get(i), i == given.size() - 1,
					alternatives));
		}
		return new FirstOfFraming(alternatives);
	}

	private Alternative alternative(String elementKey, FramingChoice element, boolean last, List<Alternative> before) {
		FramingProperties framing = framing(elementKey + ".framing", element.framing());
		byte[] starts = starts(elementKey, element, last);
		for (Alternative earlier : before) {
			if (begins(starts, earlier.starts())) {
				throw SettingCheck.invalid(elementKey + ".starts", element.starts(),
						"An earlier framing of the list is chosen for all such connections; change the order.");
			}
		}
		Framing created = new FramingFactory(elementKey + ".framing", framing, this.charset, this.beans).create();
		if (framing.type() != FramingType.BEAN) {
			checkReads(created, starts, elementKey, element);
		}
		return new Alternative(starts, created);
	}

	/**
	 * Fail the start if the framing rejects every connection that begins like this.
	 */
	private static void checkReads(Framing framing, byte[] starts, String elementKey, FramingChoice element) {
		FrameInput input = new FrameInput(new ByteArrayInputStream(starts));
		try {
			var _ = new FrameReader(framing, input).read();
		}
		catch (FrameException ex) {
			if (!ex.isResumable()) {
				throw SettingCheck.invalid(elementKey + ".starts", element.starts(),
						"Its framing rejects every connection that begins so: %s. Choose other bytes or another framing."
							.formatted(ex.getMessage()));
			}
		}
		catch (IOException ex) {
			// the rest of the frame is missing
		}
		finally {
			input.close();
		}
	}

	private FramingProperties framing(String framingKey, @Nullable FramingProperties framing) {
		if (framing == null) {
			throw SettingCheck.invalid(framingKey, null,
					"It must be the framing of these connections, such as { type: line }.");
		}
		if (framing.type() == FramingType.SPRING) {
			throw SettingCheck.invalid(framingKey + ".type", framing.type().kebab(),
					"A deserializer reads the stream itself, so nothing can choose it by the first bytes; use another framing.");
		}
		if (framing.type() == FramingType.FIRST_OF) {
			throw SettingCheck.invalid(framingKey + ".type", framing.type().kebab(),
					"A list 'first-of' has no other one inside; add the framings of that one to this list.");
		}
		if (framing.maxSize().compareTo(this.settings.maxSize()) > 0) {
			throw SettingCheck.invalid(framingKey + ".max-size", framing.maxSize(),
					"It must not exceed '%s.max-size', which is %s.".formatted(this.key, this.settings.maxSize()));
		}
		return framing;
	}

	private byte[] starts(String elementKey, FramingChoice element, boolean last) {
		if (element.starts() == null) {
			if (!last) {
				throw SettingCheck.invalid(elementKey + ".starts", null,
						"A framing without 'starts' is chosen for all connections, so it must be the last one.");
			}
			return new byte[0];
		}
		byte[] starts = ByteSetting.parse(elementKey + ".starts", element.starts(), this.charset);
		if (starts.length < 1 || starts.length > MOST_BYTES) {
			throw SettingCheck.invalid(elementKey + ".starts", element.starts(),
					"It must be 1 to %d bytes.".formatted(MOST_BYTES));
		}
		return starts;
	}

	private static boolean begins(byte[] bytes, byte[] start) {
		return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
	}

}
