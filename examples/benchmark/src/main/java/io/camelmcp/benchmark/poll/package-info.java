/** The process that polls tags of Modbus devices. */
@NullMarked
package io.camelmcp.benchmark.poll;

import org.jspecify.annotations.NullMarked;
