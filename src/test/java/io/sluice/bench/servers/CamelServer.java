package io.sluice.bench.servers;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Camel's Netty component with text lines; with {@code executor} as second argument with
 * its default, an executor between Netty's threads and the route, otherwise without,
 * which is faster.
 */
public final class CamelServer {

	private CamelServer() {
	}

	public static void main(String[] args) throws Exception {
		CamelContext camel = new DefaultCamelContext();
		camel.addRoutes(new RouteBuilder() {

			@Override
			public void configure() {
				from("netty:tcp://127.0.0.1:" + args[0] + "?textline=true&sync=true&usingExecutorService="
						+ (args.length > 1)
						+ "&decoderMaxLineLength=65537&backlog=1024&tcpNoDelay=true&nativeTransport=true")
					.process((exchange) -> exchange.getMessage().setBody(exchange.getMessage().getBody()));
			}

		});
		camel.start();
		Ready.say();
		Thread.currentThread().join();
	}

}
