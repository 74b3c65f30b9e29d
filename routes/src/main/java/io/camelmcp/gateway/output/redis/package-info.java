/** Output into a stream or a list of Redis. */
@NullMarked
package io.camelmcp.gateway.output.redis;

import org.jspecify.annotations.NullMarked;
