/**
 * The servers that the benchmark compares, each a process of its own: they echo lines of
 * up to 64 KB, listen on the port given as argument, and say {@code READY}. As small and
 * as well tuned as their own manuals recommend.
 */
package io.sluice.bench.servers;
