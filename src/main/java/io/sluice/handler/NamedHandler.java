package io.sluice.handler;

import org.springframework.messaging.MessageHandler;

/**
 * A handler under the name that routes refer to.
 *
 * @param name the name
 * @param handler what handles the requests
 * @param origin where it comes from, for error messages
 * @param application whether it is the application's, as opposed to one of Sluice's own,
 * which needs no context
 */
public record NamedHandler(String name, MessageHandler handler, String origin, boolean application) {

}
