package io.sluice.extract;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the values at any number of paths in one pass over a document, without a tree of
 * it. Paths are added before the first document is read.
 */
final class JsonPaths {

	private static final JsonFactory FACTORY = new JsonFactory();

	private final Node root = new Node();

	private int size;

	/**
	 * Add a path.
	 * @param path the path
	 * @return the number of its value; the same path has the same number
	 */
	int add(JsonPath path) {
		Node node = this.root;
		for (Object step : path.steps()) {
			node = node.children.computeIfAbsent(step, (added) -> new Node());
		}
		if (node.slot < 0) {
			node.slot = this.size++;
		}
		return node.slot;
	}

	/**
	 * Read the scalars at all paths.
	 * @param document the bytes of the document
	 * @return the text of each scalar as the document has it; {@code null} for
	 * {@code null}, for what is no scalar or is not there, and for all of them if the
	 * bytes are no JSON document
	 */
	@Nullable String[] read(byte[] document) {
		@Nullable String[] values = new String[this.size];
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
			if (parser.nextToken() != null) {
				read(parser, this.root, values);
			}
			return (parser.nextToken() == null) ? values : new String[this.size];
		}
		catch (JacksonException ex) {
			return new String[this.size];
		}
	}

	/**
	 * Read the value at which the parser stands. Recurses as deep as paths go, not as
	 * deep as the document does.
	 */
	private static void read(JsonParser parser, Node node, @Nullable String[] values) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.START_OBJECT) {
			while (parser.nextToken() != JsonToken.END_OBJECT) {
				Node child = node.children.get(parser.currentName());
				parser.nextToken();
				readChild(parser, child, values);
			}
		}
		else if (token == JsonToken.START_ARRAY) {
			for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
				readChild(parser, node.children.get(index), values);
			}
		}
		else if (node.slot >= 0 && token != JsonToken.VALUE_NULL) {
			values[node.slot] = parser.getString();
		}
	}

	private static void readChild(JsonParser parser, @Nullable Node child, @Nullable String[] values) {
		if (child == null) {
			parser.skipChildren();
			return;
		}
		// of duplicate names the last one counts, with all that is below it
		child.clear(values);
		read(parser, child, values);
	}

	/**
	 * A place in the document at which a path ends, or which lies on the way to one.
	 */
	private static final class Node {

		private final Map<Object, Node> children = new HashMap<>();

		/** The number of the value, or -1 if no path ends here. */
		private int slot = -1;

		private void clear(@Nullable String[] values) {
			if (this.slot >= 0) {
				values[this.slot] = null;
			}
			this.children.values().forEach((child) -> child.clear(values));
		}

	}

}
