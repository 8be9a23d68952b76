package io.sluice.session;

import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * The rules for the sessions of a listener.
 *
 * @param rule names sessions without code
 * @param onDuplicate what happens if two sessions have one name
 * @param correlation how answers are recognized, or {@code null} if clients cannot be
 * asked
 * @param prompts the messages that the listener sends on its own
 * @param reader converts an answer to a type, as a handler's payload
 */
public record SessionPolicy(IdentityRule rule, OnDuplicate onDuplicate, @Nullable Correlation correlation,
		SessionPrompts prompts, BiFunction<byte[], Class<?>, Object> reader) {
}
