/**
 * The Message Communication Protocol as values: frames, commands and errors to and from octets. Netty buffers are the only
 * thing known here; there is no connection, session or route.
 *
 * @see <a href="https://github.com/camel-mcp/camel-mcp/blob/main/docs/protocol.md">docs/protocol.md</a>
 */
@NullMarked
package io.camelmcp.codec;

import org.jspecify.annotations.NullMarked;
