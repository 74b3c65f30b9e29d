/** The gateway: camel-main, YAML routes and a durable queue; what an operator starts. */
@NullMarked
package io.camelmcp.gateway;

import org.jspecify.annotations.NullMarked;
