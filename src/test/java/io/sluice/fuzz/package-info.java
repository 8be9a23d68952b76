/**
 * Targets for a fuzzer: whatever a client sends is read or rejected, and nothing else
 * happens. The ordinary tests run each over a few thousand inputs, and a coverage-guided
 * fuzzer over millions.
 */
package io.sluice.fuzz;
