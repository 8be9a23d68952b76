package io.sluice;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of any Spring bean the handler of the routes that name it.
 * <p>
 * Arguments are as in Spring Messaging: the payload as {@code byte[]} or
 * {@code ByteBuffer}, as {@code String} or {@code CharSequence} (in the listener's
 * charset) or as a type read from JSON ({@code @Valid} is honoured); {@code @Payload},
 * {@code @Header}, {@code @Headers}, {@code Message<?>}. The result is the reply:
 * {@code byte[]} or {@code ByteBuffer}, {@code String} or {@code CharSequence}, any other
 * object as JSON, a {@code Message<?>} (see {@link SluiceHeaders#CLOSE}), or {@code null}
 * or {@code void} for no reply. An {@code Optional} is unwrapped; a
 * {@code CompletionStage}, a {@code Future} and a reactive type of at most one value,
 * such as {@code Mono}, are waited for. What it throws is answered as
 * {@link ErrorCode#HANDLER_ERROR} unless it is a {@link TcpHandlerException}. A method
 * that could not answer any request fails the start.
 * <p>
 * A method runs on its connection's own thread and may block; it is interrupted when the
 * listener's {@code request-timeout} has passed. Methods run concurrently for different
 * connections.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TcpHandler {

	/**
	 * The name that a route's {@code to} refers to, unique in the application.
	 * @return the name
	 */
	String value();

}
