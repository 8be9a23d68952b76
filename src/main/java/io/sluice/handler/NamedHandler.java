package io.sluice.handler;

import org.springframework.messaging.MessageHandler;

/**
 * A handler under the name that routes refer to.
 *
 * @param name the name
 * @param handler handles the requests
 * @param origin the handler's origin, for error messages
 * @param awaited whether the handler declares a result that completes later, such as a
 * future
 * @param application whether the handler belongs to the application; one of Sluice's own
 * needs no context
 */
public record NamedHandler(String name, MessageHandler handler, String origin, boolean awaited, boolean application) {

}
