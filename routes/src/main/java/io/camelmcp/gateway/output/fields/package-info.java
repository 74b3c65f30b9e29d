/** What the fields of an event are called in the schemas of others. */
@NullMarked
package io.camelmcp.gateway.output.fields;

import org.jspecify.annotations.NullMarked;
