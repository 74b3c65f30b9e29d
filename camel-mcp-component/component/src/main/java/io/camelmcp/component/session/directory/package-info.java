/** Which devices a port knows, and how they are. */
@NullMarked
package io.camelmcp.component.session.directory;

import org.jspecify.annotations.NullMarked;
