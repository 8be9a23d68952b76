package io.sluice.reload;

/**
 * The configuration of the gateway, which can be read again.
 */
public interface ReloadableConfiguration {

	/**
	 * Read the configuration and prepare all changes. Nothing changes yet.
	 * @return the changes, to be applied or discarded
	 * @throws RefusedConfigurationException if the configuration is invalid
	 */
	PreparedConfiguration prepare();

}
