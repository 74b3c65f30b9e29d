/**
 * The Camel component {@code mcp:}: endpoint, consumer, producer, headers, converters, data formats. Everything that knows
 * Camel is here; {@code server}, {@code client}, {@code session} and {@code modbus} do not.
 */
@NullMarked
package io.camelmcp.component;

import org.jspecify.annotations.NullMarked;
