/** Who is behind a connection, and what its messages are called. */
@NullMarked
package io.camelmcp.component.session;

import org.jspecify.annotations.NullMarked;
