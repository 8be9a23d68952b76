package io.sluice.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * Extracts the keys by which replies are matched to requests. A key consists of one value
 * or several.
 *
 * @param extractors creates the views that the other components read
 * @param ofRequest extract the values from a request
 * @param ofReply extract the same values, in the same order, from a reply
 */
public record ReplyKeys(Extractors extractors, List<Extractor> ofRequest, List<Extractor> ofReply) {

	/** Shared, because headers have an id that costs time to create. */
	static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	/**
	 * The key of a request.
	 * @param message the request
	 * @return the key, or {@code null} if the request lacks one of the values
	 */
	public @Nullable Object request(byte[] message) {
		return key(message, this.ofRequest);
	}

	/**
	 * The key of a reply.
	 * @param message the reply
	 * @return the key, or {@code null} if the reply lacks one of the values
	 */
	public @Nullable Object reply(byte[] message) {
		return key(message, this.ofReply);
	}

	private @Nullable Object key(byte[] message, List<Extractor> values) {
		MessageView view = this.extractors.view(new GenericMessage<>(message, NO_HEADERS));
		List<String> key = new ArrayList<>(values.size());
		for (Extractor extractor : values) {
			String value = extractor.extract(view);
			if (value == null) {
				return null;
			}
			key.add(value);
		}
		return key;
	}

}
