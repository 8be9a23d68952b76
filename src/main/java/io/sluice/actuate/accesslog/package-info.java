/**
 * The access log: its format, its redaction and its writer.
 */
@NullMarked
package io.sluice.actuate.accesslog;

import org.jspecify.annotations.NullMarked;
