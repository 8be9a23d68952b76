package io.sluice.admission.proxy;

import java.io.IOException;

/**
 * The connection does not begin with a valid PROXY header. The message is a short phrase
 * that contains no received bytes. There is no stack trace, because a client's mistake
 * must be cheap.
 */
final class ProxyHeaderException extends IOException {

	private static final long serialVersionUID = 1L;

	ProxyHeaderException(String reason) {
		super(reason);
	}

	static ProxyHeaderException missing() {
		return new ProxyHeaderException("the connection does not begin with a PROXY header");
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
