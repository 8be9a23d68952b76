package io.sluice.app;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import io.sluice.TcpHandler;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.handler.annotation.Header;

/**
 * A handler for a process of its own whose requests are numbers, none of which is to be
 * handled twice. It says at its end which ones it has handled.
 */
class NumberedRequests implements DisposableBean {

	/** Of the end's line: whose numbers they are, as a set of bits in hexadecimal. */
	static final Pattern HANDLED = Pattern.compile("^handled ([0-9a-f]*)$");

	/** Begins the line that says of a number that it came a second time. */
	static final String TWICE = "handled twice: ";

	/** As long as a service takes that asks another one. */
	private static final int MILLIS = 20;

	private final BitSet handled = new BitSet();

	/**
	 * Handle a request.
	 * @return the number, the process and the connection
	 */
	@TcpHandler("numbered")
	String handle(String number, @Header(IpHeaders.CONNECTION_ID) String connection) {
		note(Integer.parseInt(number));
		// a handler that takes its time, so that requests are under way when it ends
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS));
		return "%s %d %s".formatted(number, ProcessHandle.current().pid(), connection);
	}

	private synchronized void note(int number) {
		if (this.handled.get(number)) {
			System.out.println(TWICE + number);
		}
		this.handled.set(number);
	}

	@Override
	public synchronized void destroy() {
		System.out.println("handled " + HexFormat.of().formatHex(this.handled.toByteArray()));
	}

	/**
	 * What a process has handled that has ended.
	 */
	static BitSet handledBy(GatewayProcess ended) {
		return BitSet.valueOf(HexFormat.of().parseHex(ended.find(HANDLED).orElseThrow()));
	}

}
