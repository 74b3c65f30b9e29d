/** Keeps which devices are frozen, over a restart. */
@NullMarked
package io.camelmcp.gateway.frozen;

import org.jspecify.annotations.NullMarked;
