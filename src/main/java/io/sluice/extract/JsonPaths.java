package io.sluice.extract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the values at any number of paths in one pass over a document, without building a
 * tree. Paths are added before the first document is read.
 */
final class JsonPaths {

	private static final JsonFactory FACTORY = new JsonFactory();

	private final Node root = new Node(0);

	private int nodes = 1;

	private int size;

	/**
	 * Add a path.
	 * @param path the path
	 * @return the number of its value; the same path has the same number
	 */
	int add(JsonPath path) {
		Node node = this.root;
		for (Object step : path.steps()) {
			node = node.children.computeIfAbsent(step, (added) -> new Node(this.nodes++));
		}
		if (node.slot < 0) {
			node.slot = this.size++;
		}
		return node.slot;
	}

	/**
	 * Read the scalars at all paths.
	 * @param document the bytes of the document
	 * @return the text of each scalar as the document has it. A value is {@code null} if
	 * the document has {@code null}, an object, an array or nothing at its path. All
	 * values are {@code null} if the bytes are not a JSON document, or are nested deeper
	 * than 500
	 */
	@Nullable String[] read(byte[] document) {
		Pass pass = new Pass(this.size, this.nodes);
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
			if (parser.nextToken() != null) {
				pass.read(parser, this.root);
			}
			return (parser.nextToken() == null && isText(document)) ? pass.values : new String[this.size];
		}
		catch (JacksonException ex) {
			return new String[this.size];
		}
	}

	/**
	 * Whether the bytes are UTF-8: Jackson accepts some that are not.
	 */
	private static boolean isText(byte[] document) {
		return TextBytes.isAscii(document) || TextBytes.isValid(document, StandardCharsets.UTF_8);
	}

	/** A pass over one document. */
	private static final class Pass {

		private final @Nullable String[] values;

		/** The numbers of the values in the order in which they were found. */
		private final List<Integer> found = new ArrayList<>();

		/** For each node, where its values begin in the order, and where they end. */
		private final int[] begin;

		private final int[] end;

		Pass(int values, int nodes) {
			this.values = new String[values];
			this.begin = new int[nodes];
			this.end = new int[nodes];
		}

		/**
		 * Read the value at which the parser stands. Recurses as deep as paths go, not as
		 * deep as the document does.
		 */
		void read(JsonParser parser, Node node) {
			JsonToken token = parser.currentToken();
			if (token == JsonToken.START_OBJECT) {
				while (parser.nextToken() != JsonToken.END_OBJECT) {
					Node child = node.children.get(parser.currentName());
					parser.nextToken();
					readChild(parser, child);
				}
			}
			else if (token == JsonToken.START_ARRAY) {
				for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
					readChild(parser, node.children.get(index));
				}
			}
			else if (node.slot >= 0 && token != JsonToken.VALUE_NULL) {
				this.values[node.slot] = parser.getString();
				this.found.add(node.slot);
			}
		}

		private void readChild(JsonParser parser, @Nullable Node child) {
			if (child == null) {
				parser.skipChildren();
				return;
			}
			// of duplicate names the last one counts, with all that is below it
			for (int i = this.begin[child.number]; i < this.end[child.number]; i++) {
				this.values[this.found.get(i)] = null;
			}
			this.begin[child.number] = this.found.size();
			read(parser, child);
			this.end[child.number] = this.found.size();
		}

	}

	/**
	 * A place in the document at which a path ends, or which lies on the way to one.
	 */
	private static final class Node {

		private final int number;

		private final Map<Object, Node> children = new HashMap<>();

		/** The number of the value, or -1 if no path ends here. */
		private int slot = -1;

		Node(int number) {
			this.number = number;
		}

	}

}
