package io.sluice.support;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * A test that watches the log, in a class with tests that are {@link Waiting}. It runs
 * alone, since the capture is one for the JVM and not made for several threads.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Waiting.LOG)
public @interface WatchesLog {

}
