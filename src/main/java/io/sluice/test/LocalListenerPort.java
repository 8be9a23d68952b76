package io.sluice.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AliasFor;

/**
 * Injects the port of a listener into a test with {@link AutoConfigureSluiceTest}: a
 * field or a parameter of type {@code int}. The same port is the property
 * {@code local.sluice.<listener>.port}.
 */
@Documented
@Autowired
@Qualifier
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
public @interface LocalListenerPort {

	/**
	 * The name of the listener.
	 * @return for example {@code orders}
	 */
	@AliasFor(annotation = Qualifier.class, attribute = "value")
	String value();

}
