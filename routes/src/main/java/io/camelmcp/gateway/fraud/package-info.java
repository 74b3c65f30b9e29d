/** The rule that sees one account in two regions at once: alerts, freezes, and a log of every decision. */
@NullMarked
package io.camelmcp.gateway.fraud;

import org.jspecify.annotations.NullMarked;
