/** Turns what a device sent into one JSON object on one line. */
@NullMarked
package io.camelmcp.gateway.format;

import org.jspecify.annotations.NullMarked;
