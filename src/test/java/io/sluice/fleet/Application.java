package io.sluice.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.CloseReason;
import io.sluice.PushResult;
import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessionClosedEvent;
import io.sluice.TcpSessionOpenedEvent;

import org.springframework.context.event.EventListener;

/**
 * Handles the requests of the devices. Each has a kind, a number and a value, and its
 * reply has the number.
 */
final class Application {

	/** Why each session was closed, by its id. */
	private final Map<String, CloseReason> closed = new ConcurrentHashMap<>();

	/** What became of each session's greeting, by its id. */
	private final Map<String, PushResult> greetings = new ConcurrentHashMap<>();

	Map<String, PushResult> greetings() {
		return this.greetings;
	}

	Map<String, CloseReason> closed() {
		return this.closed;
	}

	@EventListener
	void opened(TcpSessionOpenedEvent event) {
		String id = event.session().id();
		event.session().pushAsync("HELLO " + id).thenAccept((result) -> this.greetings.put(id, result));
	}

	@EventListener
	void closed(TcpSessionClosedEvent event) {
		CloseReason earlier = this.closed.put(event.session().id(), event.reason());
		if (earlier != null) {
			throw new IllegalStateException("closed twice: " + event);
		}
	}

	@TcpHandler("login")
	String login(String message, TcpSession session) {
		String[] words = message.split(" ", -1);
		session.identify(words[2]);
		session.attributes().put("name", words[2]);
		return reply(words, session.id());
	}

	@TcpHandler("working")
	String work(String message) {
		String[] words = message.split(" ", -1);
		return reply(words, "x".repeat(Integer.parseInt(words[2])));
	}

	/** Push to the session that the request is from. */
	@TcpHandler("pushing")
	String push(String message, TcpSession session) {
		String[] words = message.split(" ", -1);
		return reply(words, String.valueOf(session.push("P " + words[2]).outcome()));
	}

	/** Ask the session that the request is from. */
	@TcpHandler("asking")
	String ask(String message, TcpSession session) {
		String[] words = message.split(" ", -1);
		try {
			return reply(words, session.ask("ASK," + words[2], Duration.ofMillis(500), String.class));
		}
		catch (AskUnansweredException ex) {
			return reply(words, "unanswered");
		}
		catch (AskNotSentException ex) {
			return reply(words, "unsent");
		}
	}

	private static String reply(String[] words, String result) {
		return "RE " + words[1] + " " + result;
	}

}
