/** Figures of a run, as a table and as JSON. */
@NullMarked
package io.camelmcp.benchmark.report;

import org.jspecify.annotations.NullMarked;
