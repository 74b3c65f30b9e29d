/** Child processes that are asked over standard input and answer over standard output. */
@NullMarked
package io.camelmcp.benchmark.process;

import org.jspecify.annotations.NullMarked;
