/** The two state machines, as tables (docs/protocol.md, section 7). */
@NullMarked
package io.camelmcp.component.session.state;

import org.jspecify.annotations.NullMarked;
