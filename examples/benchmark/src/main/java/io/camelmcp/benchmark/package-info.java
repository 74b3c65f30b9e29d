/** Commands of the benchmark, and the rounds they run. */
@NullMarked
package io.camelmcp.benchmark;

import org.jspecify.annotations.NullMarked;
