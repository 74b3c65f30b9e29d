/** Lines a second of log rules, and of java.util.regex. */
@NullMarked
package io.camelmcp.benchmark.rules;

import org.jspecify.annotations.NullMarked;
