/** Sessions in a file of this machine, by H2's MVStore (com.h2database:h2-mvstore, an optional dependency). */
@NullMarked
package io.camelmcp.component.session.store.file;

import org.jspecify.annotations.NullMarked;
