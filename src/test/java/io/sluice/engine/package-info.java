/**
 * The engines that the gateway works with, as processes: Kafka and RabbitMQ.
 */
package io.sluice.engine;
