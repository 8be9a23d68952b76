/**
 * The benchmark: {@code ./mvnw -Pbench verify} runs it. Every contestant is a process of
 * its own, all are driven by the same client, and what counts is first of all the
 * processor time that the operating system has accounted to the server's process.
 */
package io.sluice.bench;
