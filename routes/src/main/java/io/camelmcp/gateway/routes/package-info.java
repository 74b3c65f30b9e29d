/** The folder of route files, and how a changed file replaces its routes while the others run on. */
@NullMarked
package io.camelmcp.gateway.routes;

import org.jspecify.annotations.NullMarked;
