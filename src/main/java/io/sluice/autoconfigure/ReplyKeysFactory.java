package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import io.sluice.upstream.ReplyKeys;

/**
 * Creates the keys by which replies and answers are recognized.
 */
final class ReplyKeysFactory {

	private ReplyKeysFactory() {
	}

	/**
	 * Create the keys.
	 * @param key the key that they are configured under
	 * @param extract the values of a request
	 * @param extractReply the values of a reply; empty for the same
	 * @param charset the encoding of text
	 */
	static ReplyKeys create(String key, List<RouteProperties.Extract> extract,
			List<RouteProperties.Extract> extractReply, Charset charset) {
		if (extract.isEmpty()) {
			throw SettingCheck.invalid(key + ".extract", null,
					"With 'by: key', it lists the values that are the key, such as '- bytes: \"20..25\"'.");
		}
		Extractors extractors = new Extractors(charset);
		ExtractorFactory factory = new ExtractorFactory(extractors, charset);
		List<Extractor> ofRequest = extractors(key + ".extract", extract, factory);
		List<Extractor> ofReply = extractReply.isEmpty() ? ofRequest
				: extractors(key + ".extract-reply", extractReply, factory);
		if (ofRequest.size() != ofReply.size()) {
			throw SettingCheck.invalid(key + ".extract-reply", ofReply.size(),
					"It must list as many values as 'extract', which has %d.".formatted(ofRequest.size()));
		}
		return new ReplyKeys(extractors, ofRequest, ofReply);
	}

	private static List<Extractor> extractors(String listKey, List<RouteProperties.Extract> values,
			ExtractorFactory factory) {
		List<Extractor> created = new ArrayList<>();
		for (RouteProperties.Extract value : values) {
			created.add(factory.extractor("%s[%d]".formatted(listKey, created.size()), value).extractor());
		}
		return created;
	}

	/**
	 * Reject the values of a key where replies are matched by their order.
	 */
	static void rejectByOrder(String key, List<RouteProperties.Extract> extract,
			List<RouteProperties.Extract> extractReply) {
		if (!extract.isEmpty() || !extractReply.isEmpty()) {
			throw SettingCheck.invalid(key + ".by", "order", "The values of 'extract' need 'by: key'.");
		}
	}

}
