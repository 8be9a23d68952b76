package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Stream;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes the JSON schema of configuration files. It is in the draft 7, which every editor
 * knows. Every value may be a placeholder.
 */
@RequiredArgsConstructor
final class ConfigurationSchema {

	private static final String PLACEHOLDER = "\\$\\{.+\\}";

	private static final String DURATION = "^[0-9]+(ns|us|ms|s|m|h|d)$|^P.+$|";

	private static final String SIZE = "^[0-9]+(B|KB|MB|GB|TB)$|";

	private final SettingDescriptions descriptions;

	/** One for each record, by its name. */
	private final ObjectNode definitions = object();

	String write() {
		ObjectNode schema = object();
		schema.put("$schema", "http://json-schema.org/draft-07/schema#");
		schema.put("title", "Configuration of Sluice");
		schema.put("type", "object");
		schema.putObject("properties").set("sluice", reference(SluiceProperties.class));
		schema.set("definitions", this.definitions);
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
	}

	private ObjectNode reference(Class<?> type) {
		String name = name(type);
		if (!this.definitions.has(name)) {
			ObjectNode definition = this.definitions.putObject(name);
			ObjectNode keys = keys(type);
			ArrayNode shortForm = shortForm(type);
			if (shortForm == null) {
				definition.setAll(keys);
			}
			else {
				definition.putArray("anyOf").add(object().set("enum", shortForm)).add(keys);
			}
		}
		return object().put("$ref", "#/definitions/" + name);
	}

	private static String name(Class<?> type) {
		return ClassUtils.getShortName(type).replace("Properties", "");
	}

	private ObjectNode keys(Class<?> type) {
		ObjectNode keys = object().put("type", "object").put("additionalProperties", false);
		ObjectNode properties = keys.putObject("properties");
		for (RecordComponent component : type.getRecordComponents()) {
			properties.set(KeyTree.key(component), setting(component));
		}
		return keys;
	}

	/** The values that a record is made of without keys, such as {@code reply: none}. */
	private static @Nullable ArrayNode shortForm(Class<?> type) {
		if (ClassUtils.getMethodIfAvailable(type, "valueOf", String.class) == null) {
			return null;
		}
		return choices(Stream.of(type.getRecordComponents())
			.map(RecordComponent::getType)
			.filter(Class::isEnum)
			.findFirst()
			.orElseThrow());
	}

	private ObjectNode setting(RecordComponent component) {
		ObjectNode setting = object().put("description", this.descriptions.of(component));
		Type type = component.getGenericType();
		if (KeyTree.isRecord(type)) {
			// beside a reference, the draft ignores everything
			setting.putArray("allOf").add(reference((Class<?>) type));
			if (!ComponentDefault.isPresent(component)) {
				setting.put("minProperties", 1);
			}
			return setting;
		}
		setting.setAll(type(type));
		if (component.isAnnotationPresent(StrictList.class)) {
			setting.put("minItems", 1);
		}
		putDefault(setting, component);
		return setting;
	}

	private ObjectNode type(Type type) {
		if (KeyTree.isMap(type)) {
			ObjectNode map = object().put("type", "object");
			map.putObject("propertyNames").put("pattern", "^[A-Za-z0-9-]+$");
			return map.set("additionalProperties", type(KeyTree.element((ParameterizedType) type)));
		}
		if (KeyTree.isList(type)) {
			return list(KeyTree.element((ParameterizedType) type));
		}
		return KeyTree.isRecord(type) ? reference((Class<?>) type) : value((Class<?>) type);
	}

	/** One value needs no list around it. */
	private ObjectNode list(Type element) {
		ObjectNode list = object().put("type", "array").set("items", type(element));
		if (KeyTree.isRecord(element)) {
			return list;
		}
		ObjectNode either = object();
		either.putArray("anyOf").add(list).add(type(element));
		return either;
	}

	private static ObjectNode value(Class<?> type) {
		assertThat(ValueExample.of(type)).as("example of %s", type).isNotEqualTo(ValueExample.NONE);
		if (type.isEnum()) {
			ObjectNode either = object();
			either.putArray("anyOf").add(object().set("enum", choices(type))).add(text(PLACEHOLDER));
			return either;
		}
		return switch (type.getSimpleName()) {
			case "boolean", "Boolean" -> orText("boolean", PLACEHOLDER);
			case "int", "Integer" -> orText("integer", PLACEHOLDER);
			case "double" -> orText("number", PLACEHOLDER);
			case "Duration" -> orText("integer", DURATION + PLACEHOLDER).put("maximum", 0).put("minimum", 0);
			case "DataSize" -> orText("integer", SIZE + PLACEHOLDER).put("minimum", 0);
			case "String", "Charset", "InetAddress" -> object().put("type", "string");
			default -> throw new AssertionError("no schema of " + type);
		};
	}

	private static ObjectNode text(String pattern) {
		return object().put("type", "string").put("pattern", pattern);
	}

	/** A pattern is for text only. */
	private static ObjectNode orText(String type, String pattern) {
		ObjectNode either = object();
		either.putArray("type").add(type).add("string");
		return either.put("pattern", pattern);
	}

	private static ArrayNode choices(Class<?> type) {
		ArrayNode choices = JsonNodeFactory.instance.arrayNode();
		Arrays.stream(type.getEnumConstants()).map((choice) -> KebabCase.of((Enum<?>) choice)).forEach(choices::add);
		return choices;
	}

	private static void putDefault(ObjectNode setting, RecordComponent component) {
		DefaultValue value = ComponentDefault.of(component);
		if (value == null || value.value().length == 0) {
			return;
		}
		if (component.getType() == boolean.class) {
			setting.put("default", Boolean.parseBoolean(value.value()[0]));
		}
		else if (component.getType() == int.class) {
			setting.put("default", Integer.parseInt(value.value()[0]));
		}
		else if (component.getType() == double.class) {
			setting.put("default", Double.parseDouble(value.value()[0]));
		}
		else if (KeyTree.isList(component.getGenericType())) {
			setting.set("default", JsonMapper.shared().valueToTree(value.value()));
		}
		else {
			setting.put("default", value.value()[0]);
		}
	}

	private static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

}
