package io.sluice.autoconfigure;

/**
 * The configuration file of a gateway with upstreams and the listener {@code test}.
 */
final class GatewayYaml {

	private GatewayYaml() {
	}

	/**
	 * Write a file.
	 * @param upstreams the upstreams by name, as YAML in one line
	 * @param routes the routes of the listener, as YAML in one line
	 */
	static String yaml(String upstreams, String routes) {
		return """
				sluice:
				  upstreams: %s
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      routes: %s
				""".formatted(upstreams, routes);
	}

}
