/** Sequence numbers: which requests have been seen, and which are unanswered (docs/protocol.md, section 3). */
@NullMarked
package io.camelmcp.component.session.sequence;

import org.jspecify.annotations.NullMarked;
