package io.sluice.fuzz;

import java.util.List;

/**
 * Code that reads what a client has sent, and the rules that it must keep.
 */
public interface FuzzTarget {

	/**
	 * Run the code with one input.
	 * @param input what the fuzzer has made up; never changed
	 * @throws Exception if a rule is broken
	 */
	void run(byte[] input) throws Exception;

	/**
	 * Inputs from which the fuzzer makes others.
	 * @return at least one
	 */
	List<byte[]> seeds();

}
