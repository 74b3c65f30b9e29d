/** Modbus devices that connect by themselves, say who they are, and wait to be asked. */
@NullMarked
package io.camelmcp.component.client.dialin;

import org.jspecify.annotations.NullMarked;
