package io.sluice.admission.proxy;

import java.io.IOException;

/**
 * A connection does not begin with a PROXY header, or with a malformed one. Its message
 * is a short phrase without anything that was received. Has no stack trace: a client's
 * mistake must be cheap.
 */
final class ProxyHeaderException extends IOException {

	private static final long serialVersionUID = 1L;

	ProxyHeaderException(String reason) {
		super(reason);
	}

	static ProxyHeaderException missing() {
		return new ProxyHeaderException("it does not begin with a PROXY header");
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
