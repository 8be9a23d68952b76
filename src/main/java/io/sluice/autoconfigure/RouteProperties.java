package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A route from messages to a target.
 *
 * @param name Name of the route in metrics, log and headers. The default is the name of
 * the target.
 * @param when The condition for messages of this route. Without it, the route matches
 * every message.
 * @param to Target of the route: the name of a handler, a message channel or an
 * integration flow; an upstream or a URL, such as POST pricing/quotes/{json:$.id}; or a
 * destination of a broker, such as kafka:positions or rabbit:orders/new. Required unless
 * 'reply.text' is set.
 * @param headers Headers of the requests to an upstream over HTTP, or of the records for
 * a broker.
 * @param key Key of the records for Kafka, or routing key of those for RabbitMQ, with
 * placeholders such as {identity}. The default is none.
 * @param partition Number of the partition of the records for Kafka, with placeholders
 * such as {text:0..0}. The default is the partition that the key selects.
 * @param reply The reply to the client: 'auto' for the target's reply, 'none' for no
 * reply, 'hl7-ack' for an HL7 acknowledgment where the target gives none, or the keys
 * 'text' and 'error'.
 * @param transform The steps that change requests and replies.
 * @param rateLimit The limit on the rate of requests of the route. Without it, the rate
 * is not limited.
 * @param timeout Maximum time of one attempt, from 1ms to the listener's
 * 'request-timeout', which is the default.
 * @param retry The repetition of failed attempts. Without it, there is one attempt.
 * @param circuitBreaker The circuit breaker, which keeps requests from a failing target
 * for a while. Without it, the target receives all requests.
 * @param maxInFlight Maximum number of attempts that are at the target at once, from 1 to
 * 1000000. Further requests receive the error BUSY. The default is no limit.
 * @param fallback Target of the requests that the route's own target does not answer. The
 * default is none.
 * @param whenDown What becomes of messages while the target cannot be reached: 'nak'
 * answers each with an error; 'wait' reads no more from the clients until the target can
 * be reached.
 * @param deadLetter Destination of a broker for the messages of the route that fail for
 * good, such as kafka:rejects. The default is that of the listener.
 * @param idempotent Whether the target may receive a request twice.
 * @param transactional Whether the target, a handler or a flow of the application, runs
 * in a transaction of the application's transaction manager. The reply leaves after the
 * commit.
 * @param alone Whether a request of this route waits for all requests before it on its
 * connection, and those behind it wait for its reply. Only with 'pipeline' above 1.
 */
@ConfigurationPropertiesSource
record RouteProperties(@Nullable String name, @Nullable When when, @Nullable String to,
		@StrictList @DefaultValue List<Header> headers, @Nullable String key, @Nullable String partition,
		@Nullable Reply reply, @DefaultValue Transform transform, @Nullable RateLimit rateLimit,
		@Nullable Duration timeout, @Nullable Retry retry, @Nullable CircuitBreaker circuitBreaker,
		@Nullable Integer maxInFlight, @Nullable String fallback, @DefaultValue("nak") WhenDown whenDown,
		@Nullable String deadLetter, @DefaultValue("false") boolean idempotent,
		@DefaultValue("false") boolean transactional, @DefaultValue("false") boolean alone) {

	/** A route without a failure policy loads no class of the failure policies. */
	boolean hasFailurePolicy() {
		return this.timeout != null || this.retry != null || this.circuitBreaker != null || this.maxInFlight != null
				|| this.fallback != null;
	}

	/**
	 * The targets of the route, as configured.
	 */
	List<String> targets() {
		return Stream.of(this.to, this.fallback).flatMap(Stream::ofNullable).toList();
	}

	/** What becomes of messages while the target cannot be reached. */
	public enum WhenDown {

		/** Each is answered with an error. */
		NAK,

		/** No more are read until the target can be reached. */
		WAIT

	}

	/**
	 * A header of a request to an upstream over HTTP, or of a record for a broker.
	 *
	 * @param name Name of the header.
	 * @param value Value of the header, with placeholders such as {peer}.
	 */
	@ConfigurationPropertiesSource
	public record Header(@Nullable String name, @Nullable String value) {

	}

	/**
	 * The reply to the client. The texts may have placeholders such as {json:$.id}.
	 *
	 * @param mode Reply that the client gets: 'auto' for the target's, 'none', or
	 * 'hl7-ack' for the target's or else an HL7 acknowledgment. 'reply: none' is short
	 * for 'reply.mode: none'.
	 * @param text Text of the reply when the target has completed the message, with
	 * placeholders such as {json:$.id}. The default is the target's reply.
	 * @param error Text of the error reply, with placeholders such as {code}. The default
	 * is the error reply of the listener.
	 */
	public record Reply(@DefaultValue("auto") Mode mode, @Nullable String text, @Nullable String error) {

		/** Whether there is a reply. */
		public enum Mode {

			/** The reply text, or the target's reply, is sent to the client. */
			AUTO,

			/** No reply is awaited or sent. */
			NONE,

			/**
			 * The target's reply, or else an acknowledgment of the HL7 message, is sent
			 * to the client.
			 */
			HL7_ACK

		}

		/**
		 * Convert the short form.
		 * @param value the mode
		 * @throws IllegalArgumentException if there is no such mode
		 */
		public static Reply valueOf(String value) {
			for (Mode mode : Mode.values()) {
				if (mode.name().replace('_', '-').equalsIgnoreCase(value)) {
					return new Reply(mode, null, null);
				}
			}
			throw new IllegalArgumentException("auto, none or hl7-ack, or have one of the keys: text, error");
		}

	}

	/**
	 * The condition for messages of a route. All keys that are set must match. Values are
	 * text with escapes (such as \r or \x1e) or, with the prefix 0x, bytes in
	 * hexadecimal.
	 *
	 * @param equals Text or bytes that the message, or the extracted value, must be equal
	 * to.
	 * @param startsWith Text or bytes that the message, or the extracted value, must
	 * start with.
	 * @param endsWith Text or bytes that the message must end with.
	 * @param contains Text or bytes that the message must contain.
	 * @param regex Regular expression (RE2) that must match anywhere in the message's
	 * text, or in the extracted value.
	 * @param matches Regular expression (java.util.regex) that must match the message's
	 * whole text. Some expressions take very long for some messages; 'regex' does not.
	 * @param bytes The bytes that the message must have at a position.
	 * @param length The length that the message must have.
	 * @param json Scalars that the message must have as a JSON document.
	 * @param extract The value of the message that 'equals', 'starts-with', 'in' or
	 * 'regex' is compared with, instead of the message.
	 * @param in Texts of which the extracted value must be one.
	 * @param peer IP addresses, or blocks such as 10.0.0.0/8, of which one must contain
	 * the client's address.
	 * @param tlsSubject Regular expression (RE2) that must match the whole subject of the
	 * client's certificate (RFC 2253).
	 * @param sni Server name that the client must have requested, or a pattern such as
	 * *.example.com.
	 * @param predicate Name of a RoutePredicate bean that must accept the message.
	 * @param all Conditions that must all match.
	 * @param any Conditions of which at least one must match.
	 * @param not Conditions of which none may match.
	 */
	@ConfigurationPropertiesSource
	public record When(@Nullable String equals, @Nullable String startsWith, @Nullable String endsWith,
			@Nullable String contains, @Nullable String regex, @Nullable String matches, @Nullable BytesAt bytes,
			@Nullable Length length, @StrictList @DefaultValue List<JsonValue> json, @Nullable Extract extract,
			@StrictList @DefaultValue List<String> in, @StrictList @DefaultValue List<String> peer,
			@Nullable String tlsSubject, @Nullable String sni, @Nullable String predicate,
			@StrictList @DefaultValue List<When> all, @StrictList @DefaultValue List<When> any,
			@StrictList @DefaultValue List<When> not) {

	}

	/**
	 * Bytes at a position of the message.
	 *
	 * @param at Position of the first byte, from 0. A negative position counts from the
	 * end: -1 is the last byte.
	 * @param is Text or bytes that the message must have at this position.
	 * @param mask Bits that are compared, as bytes in hexadecimal. The default is all
	 * bits.
	 */
	public record BytesAt(@Nullable Integer at, @Nullable String is, @Nullable String mask) {

	}

	/**
	 * A range of lengths.
	 *
	 * @param min Minimum length of the message in bytes.
	 * @param max Maximum length of the message in bytes. The default is no limit.
	 */
	public record Length(@DefaultValue("0") int min, @Nullable Integer max) {

	}

	/**
	 * A scalar of a JSON document.
	 *
	 * @param path Path of a scalar of the JSON document, such as $.type.
	 * @param equals Text that the scalar must be equal to.
	 * @param startsWith Text that the scalar must start with.
	 * @param in Texts of which the scalar must be one.
	 * @param regex Regular expression (RE2) that must match anywhere in the scalar.
	 */
	@ConfigurationPropertiesSource
	public record JsonValue(@Nullable String path, @Nullable String equals, @Nullable String startsWith,
			@StrictList @DefaultValue List<String> in, @Nullable String regex) {

	}

	/**
	 * A value of the message: exactly one of the keys. Positions count from 0, ranges
	 * include both ends, and negative positions count from the end.
	 *
	 * @param bytes Positions of bytes, such as 4..11. The value is their lower-case
	 * hexadecimal digits.
	 * @param text Positions of characters, such as 0..15. The value is these characters.
	 * @param field The field that is the value, in a message with separated fields.
	 * @param regex Regular expression (RE2) whose first group is the value.
	 * @param json Path of a scalar of a JSON document, such as $.id. The value is this
	 * scalar.
	 * @param hl7 Place of a value in an HL7 message of version 2, such as MSH-10.
	 */
	@ConfigurationPropertiesSource
	public record Extract(@Nullable String bytes, @Nullable String text, @Nullable Field field, @Nullable String regex,
			@Nullable String json, @Nullable String hl7) {

	}

	/**
	 * A field of a message with separated fields.
	 *
	 * @param separator Text between two fields.
	 * @param index Number of the field, from 0. A negative number counts from the end: -1
	 * is the last field.
	 */
	public record Field(@Nullable String separator, @Nullable Integer index) {

	}

	/**
	 * The changes of requests and replies.
	 *
	 * @param before Steps that change a request before its target receives it, in this
	 * order.
	 * @param after Steps that change the target's reply before it is sent, in this order.
	 */
	public record Transform(@StrictList @DefaultValue List<Step> before, @StrictList @DefaultValue List<Step> after) {

	}

	/**
	 * A step that changes a message: exactly one of the keys.
	 *
	 * @param replace The text or bytes that are replaced wherever they occur.
	 * @param template Text with placeholders, such as {json:$.id}, that replaces the
	 * whole message.
	 * @param charset The conversion of the text to another charset.
	 * @param strip Text or bytes that are removed from the start of a message that starts
	 * with them.
	 * @param prefix Text or bytes that are put before the message.
	 * @param transformer Name of a MessageTransformer bean that changes the message.
	 */
	@ConfigurationPropertiesSource
	public record Step(@Nullable Replace replace, @Nullable String template, @Nullable Conversion charset,
			@Nullable String strip, @Nullable String prefix, @Nullable String transformer) {

	}

	/**
	 * The replaced text or bytes: exactly one of 'regex' and 'bytes'.
	 *
	 * @param regex Regular expression (RE2) whose matches are replaced.
	 * @param bytes Text or bytes that are replaced.
	 * @param with Replacement; with 'regex', $1 is the first group. The default is
	 * nothing.
	 */
	public record Replace(@Nullable String regex, @Nullable String bytes, @Nullable String with) {

	}

	/**
	 * A conversion of text to another encoding.
	 *
	 * @param from Charset of the message. The default is the charset of the listener.
	 * @param to Charset of the result. The default is the charset of the listener.
	 */
	public record Conversion(@Nullable Charset from, @Nullable Charset to) {

	}

	/**
	 * The repetition of failed attempts.
	 *
	 * @param attempts Maximum number of attempts, the first one included, from 2 to 20.
	 * @param backoff Pause before the second attempt, from 0s to the listener's
	 * 'request-timeout'. It doubles with each further attempt, and varies at random by up
	 * to half.
	 * @param retryOn Failures after which a request is sent again: 'unavailable' (the
	 * request was not sent), 'unanswered' (it was sent; needs 'idempotent: true'), '5xx'
	 * (the upstream answered that it failed). The default is 'unavailable'.
	 */
	public record Retry(@DefaultValue("3") int attempts, @DefaultValue("100ms") Duration backoff,
			@StrictList @DefaultValue List<String> retryOn) {

	}

	/**
	 * The state in which a failing target receives no requests.
	 *
	 * @param failureRate Percentage of failed attempts at which the circuit breaker
	 * opens, from 1 to 100.
	 * @param window Number of latest attempts that the circuit breaker counts, from 1 to
	 * 10000. It does not open before this number of attempts.
	 * @param openFor Time that the circuit breaker stays open before it tries the target
	 * again, at least 1ms.
	 */
	public record CircuitBreaker(@DefaultValue("50") int failureRate, @DefaultValue("100") int window,
			@DefaultValue("10s") Duration openFor) {

	}

	/**
	 * A limit of the requests of a route. A request above it is answered RATE_LIMITED.
	 *
	 * @param requestsPerSecond Maximum number of requests in a second, and at once.
	 * Further requests receive the error RATE_LIMITED. Required.
	 * @param per Requests that share the limit: all those of the 'route', or those of
	 * each client address ('peer').
	 */
	public record RateLimit(@Nullable Integer requestsPerSecond, @DefaultValue("route") Per per) {

		/** The requests that share a limit. */
		public enum Per {

			/** All requests of the route. */
			ROUTE,

			/** The requests of each client address. */
			PEER

		}

	}

}
