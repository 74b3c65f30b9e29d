/** Modbus units that are reached through a port: where they are, and requests on their way there. */
@NullMarked
package io.camelmcp.component.modbus.units;

import org.jspecify.annotations.NullMarked;
