/**
 * What the tests share: an application to start and a client to talk to it.
 */
package io.sluice.support;
