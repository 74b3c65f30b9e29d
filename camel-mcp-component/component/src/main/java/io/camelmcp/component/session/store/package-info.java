/** Where sessions are kept, so that they outlive connections and processes (docs/protocol.md, section 5). */
@NullMarked
package io.camelmcp.component.session.store;

import org.jspecify.annotations.NullMarked;
