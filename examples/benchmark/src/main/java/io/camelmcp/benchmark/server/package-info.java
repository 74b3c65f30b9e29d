/** What is measured: the process that answers. */
@NullMarked
package io.camelmcp.benchmark.server;

import org.jspecify.annotations.NullMarked;
