package io.camelmcp.benchmark.server;

/**
 * What a server process says when it is up.
 *
 * @param port      port on the loopback address
 * @param java      version of Java
 * @param collector garbage collectors in use
 */
public record ServerInfo(int port, String java, String collector) {}
