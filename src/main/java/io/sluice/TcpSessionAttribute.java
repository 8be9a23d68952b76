package io.sluice;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an argument of a {@link TcpHandler} as an attribute of the session from which the
 * request comes.
 *
 * @see TcpSession#attributes()
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TcpSessionAttribute {

	/**
	 * {@return the attribute's name} The default is the name of the argument.
	 */
	String value() default "";

	/**
	 * {@return whether a request fails if its session has no such attribute} If
	 * {@code false}, the argument is {@code null} instead. An {@code Optional} argument
	 * is never required.
	 */
	boolean required() default true;

}
