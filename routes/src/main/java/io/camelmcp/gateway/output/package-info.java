/** Where events go: one output for each target, with its settings {@code output.NAME.*}. */
@NullMarked
package io.camelmcp.gateway.output;

import org.jspecify.annotations.NullMarked;
