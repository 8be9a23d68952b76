package io.sluice.app;

import java.util.concurrent.atomic.LongAdder;

import io.sluice.TcpHandler;

import org.springframework.beans.factory.DisposableBean;

/**
 * A handler for a process of its own that says at its end how many requests it has
 * handled.
 */
class CountedRequests implements DisposableBean {

	static final String HANDLED = "handled: ";

	private final LongAdder handled = new LongAdder();

	@TcpHandler("counted")
	byte[] count(byte[] request) {
		this.handled.increment();
		return request;
	}

	@Override
	public void destroy() {
		System.out.println(HANDLED + this.handled.sum());
	}

}
