/** The durable queue inside the gateway: an embedded Artemis broker with its journal on disk. */
@NullMarked
package io.camelmcp.gateway.broker;

import org.jspecify.annotations.NullMarked;
