/** Whether the other end of a connection lives, and how far away it is (docs/protocol.md, section 6). */
@NullMarked
package io.camelmcp.component.session.heartbeat;

import org.jspecify.annotations.NullMarked;
