package io.sluice.cluster;

/**
 * Receives what happens at an engine.
 */
public interface EngineListener {

	/**
	 * The engine is connected, without any subscription.
	 * @return whether the connection takes subscriptions; otherwise it is of no use
	 */
	boolean connected();

	/**
	 * The connection is lost, and all subscriptions with it.
	 */
	void disconnected();

	/**
	 * Bytes have arrived. Those of one channel arrive in the order in which the engine
	 * has taken them.
	 */
	void receive(String channel, byte[] message);

}
