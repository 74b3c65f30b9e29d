package io.camelmcp.component.modbus;

/** stub */
public final class BankFile {
    private BankFile() {}

    public static RegisterBank read(String name, String text) {
        throw new IllegalArgumentException(name + text);
    }
}
