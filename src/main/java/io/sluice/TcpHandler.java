package io.sluice;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a Spring bean as a handler. A route calls the handler by its name.
 * <p>
 * Arguments follow Spring Messaging: {@code @Payload}, {@code @Header}, {@code @Headers},
 * {@code Message<?>}. The payload is a {@code byte[]} or {@code ByteBuffer}, a
 * {@code String} or {@code CharSequence} in the listener's charset, or any other type,
 * which is read from JSON. {@code @Valid} is supported. A {@link TcpSession} is the
 * client's session, and {@link TcpSessionAttribute @TcpSessionAttribute} one of its
 * attributes.
 * <p>
 * The result is the reply: a {@code byte[]} or {@code ByteBuffer}, a {@code String} or
 * {@code CharSequence}, a {@code Message<?>} (see {@link SluiceHeaders#CLOSE}), or any
 * other object, which is written as JSON. {@code null} and {@code void} send no reply. An
 * {@code Optional} is unwrapped. A {@code CompletionStage}, a {@code Future}, or a
 * reactive type of at most one value, such as {@code Mono}, is awaited.
 * <p>
 * An exception is answered as {@link ErrorCode#HANDLER_ERROR}, unless it is a
 * {@link TcpHandlerException}. A method that cannot answer any request fails the start of
 * the application.
 * <p>
 * A handler runs on its connection's thread and may block. It is interrupted when the
 * listener's {@code request-timeout} has passed, unless {@code on-timeout} is
 * {@code abandon}. Requests of different connections are handled concurrently.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TcpHandler {

	/**
	 * The name for a route's {@code to}, unique in the application.
	 * @return the name
	 */
	String value();

}
