/** Numbers of requests in both directions of a session (docs/protocol.md, section 3). */
@NullMarked
package io.camelmcp.component.session.sequence;

import org.jspecify.annotations.NullMarked;
