/**
 * A kit for tests of TCP services: {@link io.sluice.test.FramingContract} proves a
 * framing, {@link io.sluice.test.TcpTestClient} is a client of any server,
 * {@link io.sluice.test.FakeTcpServer} stands in for an upstream, and
 * {@link io.sluice.test.AutoConfigureSluiceTest} is for tests of an application. It is a
 * jar of its own, with the classifier {@code test}.
 */
@NullMarked
package io.sluice.test;

import org.jspecify.annotations.NullMarked;
