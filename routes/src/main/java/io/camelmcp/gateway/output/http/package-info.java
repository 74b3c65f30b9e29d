/** How outputs speak HTTP: a bounded pool, TLS that checks the host, compressed bodies. */
@NullMarked
package io.camelmcp.gateway.output.http;

import org.jspecify.annotations.NullMarked;
