package io.sluice.bench.servers;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Camel's Netty component with text lines, without the executor that it puts between
 * Netty's threads and the route by default, and that makes it slower.
 */
public final class CamelServer {

	private CamelServer() {
	}

	public static void main(String[] args) throws Exception {
		CamelContext camel = new DefaultCamelContext();
		camel.addRoutes(new RouteBuilder() {

			@Override
			public void configure() {
				from("netty:tcp://127.0.0.1:" + args[0] + "?textline=true&sync=true&usingExecutorService=false"
						+ "&decoderMaxLineLength=65537&backlog=1024&tcpNoDelay=true&nativeTransport=true")
					.process((exchange) -> exchange.getMessage().setBody(exchange.getMessage().getBody()));
			}

		});
		camel.start();
		Ready.say();
		Thread.currentThread().join();
	}

}
