package io.sluice.cluster;

/**
 * Converts what applications send and receive, as a listener of this process does.
 */
public interface PayloadCodec {

	/**
	 * Convert a payload that is not text to bytes.
	 * @param payload the payload, as a handler would return it
	 * @throws RuntimeException if it cannot be converted
	 */
	byte[] write(Object payload);

	/**
	 * Convert an answer.
	 * @param listener the listener of the client that has answered
	 * @param answer the answer
	 * @param type the type of the result
	 * @throws RuntimeException if the bytes are not valid for this type
	 */
	Object read(String listener, byte[] answer, Class<?> type);

}
