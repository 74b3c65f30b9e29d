/** Output into a table of a database. */
@NullMarked
package io.camelmcp.gateway.output.sql;

import org.jspecify.annotations.NullMarked;
