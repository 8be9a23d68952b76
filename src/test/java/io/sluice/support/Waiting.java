package io.sluice.support;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that waits for most of its time, and so runs beside others of its class. It
 * neither watches the log nor looks at threads, memory or properties of the JVM.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Waiting.LOG, mode = ResourceAccessMode.READ)
public @interface Waiting {

	/**
	 * What a test of the same class locks that watches the log, most of them by
	 * {@link WatchesLog}: the start of an application suppresses what others log
	 * meanwhile.
	 */
	String LOG = "log";

}
