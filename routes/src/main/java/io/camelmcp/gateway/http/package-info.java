/** What programs ask of the gateway over HTTP: which devices there are, and requests to them. */
@NullMarked
package io.camelmcp.gateway.http;

import org.jspecify.annotations.NullMarked;
