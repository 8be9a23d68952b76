package io.sluice.cluster;

/**
 * The names of the engine's channels.
 *
 * @param prefix what they begin with
 */
record ClusterChannels(String prefix) {

	/**
	 * The channel of all pods.
	 */
	String pods() {
		return this.prefix + ":pods";
	}

	/**
	 * The channel of one pod.
	 */
	String pod(String id) {
		return this.prefix + ":pod:" + id;
	}

	/**
	 * Whether a channel is that of another pod, for an engine that brings everything.
	 */
	boolean isOfOther(String channel, String id) {
		return channel.startsWith(pod("")) && !channel.equals(pod(id));
	}

	/**
	 * The channel of a session's name.
	 */
	String name(String name) {
		return this.prefix + ":name:" + name;
	}

}
