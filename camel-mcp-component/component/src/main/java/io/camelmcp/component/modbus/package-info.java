/** The register bank that answers Modbus masters, and Modbus values as JSON text. */
@NullMarked
package io.camelmcp.component.modbus;

import org.jspecify.annotations.NullMarked;
