package io.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.support.GenericMessage;

/**
 * The extractor of JSON: its values are those of the tree that Jackson reads.
 */
final class JsonTarget implements FuzzTarget {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Extractors extractors = new Extractors(StandardCharsets.UTF_8);

	// no JSON pointers: '/0' is an element of an array as well as a member of an object
	private final List<Path> paths = List.of(path("$", (tree) -> tree), path("$.id", (tree) -> tree.path("id")),
			path("$.a.b", (tree) -> tree.path("a").path("b")), path("$[0]", (tree) -> tree.path(0)),
			path("$.a[1].id", (tree) -> tree.path("a").path(1).path("id")),
			path("$['a b']", (tree) -> tree.path("a b")));

	private Path path(String path, UnaryOperator<JsonNode> place) {
		return new Path(path, this.extractors.json(path), place);
	}

	@Override
	public void run(byte[] input) {
		MessageView view = this.extractors.view(new GenericMessage<>(input));
		JsonNode tree = tree(input);
		for (Path path : this.paths) {
			String value = path.extractor.extract(view);
			if (tree == null) {
				// a tree has limits that a pass does not have
				continue;
			}
			JsonNode node = path.place.apply(tree);
			boolean there = node.isValueNode() && !node.isNull() && !node.isMissingNode();
			if (there != (value != null) || (node.isString() && !Objects.equals(node.stringValue(), value))) {
				throw new AssertionError("at '%s' is %s, not %s".formatted(path.text, node, value));
			}
		}
	}

	private static JsonNode tree(byte[] input) {
		try {
			String text = new String(input, StandardCharsets.UTF_8);
			// only what is UTF-8 is a document
			return (text.indexOf('\ufffd') >= 0) ? null : MAPPER.readTree(input);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	@Override
	public List<byte[]> seeds() {
		List<byte[]> seeds = new ArrayList<>();
		for (String text : List.of("{\"0\":1}", "{\"id\":\"x\",\"a\":{\"b\":1.50}}", "[true,null]",
				"\"\\ud83d\\ude00\"", "{\"a\":[{},{\"id\":-1e5}],\"id\":1,\"id\":2}", "{\"a b\":false} ",
				"[".repeat(600), "{\"a\":[[[", "\ufeff{}", "1 2")) {
			seeds.add(text.getBytes(StandardCharsets.UTF_8));
		}
		return seeds;
	}

	/** A path, and the way to the same place in a tree. */
	private record Path(String text, Extractor extractor, UnaryOperator<JsonNode> place) {

	}

}
