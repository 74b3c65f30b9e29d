/** The commands of the command line, one class each. */
@NullMarked
package io.camelmcp.gateway.cli;

import org.jspecify.annotations.NullMarked;
