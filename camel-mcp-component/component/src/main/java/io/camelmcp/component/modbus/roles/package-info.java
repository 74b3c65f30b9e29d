/** What the roles in the certificates of Modbus masters may do (MODBUS/TCP Security, MB-TCP-Security-v36). */
@NullMarked
package io.camelmcp.component.modbus.roles;

import org.jspecify.annotations.NullMarked;
