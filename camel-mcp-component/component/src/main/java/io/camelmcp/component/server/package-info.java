/** The gateway's end: a port that several consumers share, its connections, limits and order. */
@NullMarked
package io.camelmcp.component.server;

import org.jspecify.annotations.NullMarked;
