/** The {@code events:} endpoint: an asynchronous durable send and a consumer of batches. */
@NullMarked
package io.camelmcp.gateway.events;

import org.jspecify.annotations.NullMarked;
