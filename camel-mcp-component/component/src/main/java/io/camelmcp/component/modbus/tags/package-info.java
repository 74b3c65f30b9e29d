/** Names for the values of a Modbus device: what they are made of, how they are read in blocks, and how they are written. */
@NullMarked
package io.camelmcp.component.modbus.tags;

import org.jspecify.annotations.NullMarked;
