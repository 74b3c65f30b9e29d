/** Who may log in, and what they may do then (docs/protocol.md, section 5). */
@NullMarked
package io.camelmcp.component.session.auth;

import org.jspecify.annotations.NullMarked;
