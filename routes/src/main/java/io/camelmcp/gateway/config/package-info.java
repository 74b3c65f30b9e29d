/** What the operator configures, checked before anything starts. */
@NullMarked
package io.camelmcp.gateway.config;

import org.jspecify.annotations.NullMarked;
