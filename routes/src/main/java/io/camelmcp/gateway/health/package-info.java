/** What the checks of the health page have in common. */
@NullMarked
package io.camelmcp.gateway.health;

import org.jspecify.annotations.NullMarked;
