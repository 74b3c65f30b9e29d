/** Log rules in routes of Camel. Needs camel-support, which the rest of the library does not. */
@NullMarked
package io.camelmcp.logs.camel;

import org.jspecify.annotations.NullMarked;
