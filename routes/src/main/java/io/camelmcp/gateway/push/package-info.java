/** Requests to devices as JSON, and what became of them as JSON: for the HTTP door and for routes. */
@NullMarked
package io.camelmcp.gateway.push;

import org.jspecify.annotations.NullMarked;
