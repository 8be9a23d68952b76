/**
 * The Helm chart, rendered by Helm itself and looked at as Kubernetes and Prometheus will
 * look at it.
 */
package io.sluice.chart;
