/** The load: the process that plays the devices. */
@NullMarked
package io.camelmcp.benchmark.client;

import org.jspecify.annotations.NullMarked;
