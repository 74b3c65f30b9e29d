package io.camelmcp.component;

/** What a port is to the Modbus devices that connect to it. */
public enum ModbusRole {
    /** It is asked, as a server. */
    slave,

    /** It asks: the devices dial in and wait for requests. */
    master
}
