package io.sluice.app;

import io.sluice.TcpHandler;

/**
 * A handler that writes down what it has handled.
 */
class LedgerHandler {

	@TcpHandler("ledger")
	String handle(String text) {
		System.out.println("handled " + text);
		return "done " + text;
	}

}
