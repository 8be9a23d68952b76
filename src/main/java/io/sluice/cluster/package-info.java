/**
 * What the pods of a cluster have in common. Sessions are reached from any pod, over an
 * engine that exists already: a pod subscribes to the names of its sessions, so nothing
 * stale is left of a pod that dies. A lease says which pod may connect to a device.
 */
@NullMarked
package io.sluice.cluster;

import org.jspecify.annotations.NullMarked;
