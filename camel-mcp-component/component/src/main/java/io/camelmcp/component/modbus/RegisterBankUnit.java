package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import java.util.concurrent.locks.StampedLock;

/**
 * The four tables of one unit. Each call is atomic: what one write put there is read whole or not at all. Readers take no lock
 * unless a write runs into them, so that event loops that read the same unit do not slow each other down.
 */
final class RegisterBankUnit {

    private final StampedLock lock = new StampedLock();
    final BankDevice device = new BankDevice();
    final RegisterBankBits coils = new RegisterBankBits();
    final RegisterBankBits discreteInputs = new RegisterBankBits();
    final RegisterBankWords holdingRegisters = new RegisterBankWords();
    final RegisterBankWords inputRegisters = new RegisterBankWords();

    void read(RegisterBankBits table, int address, boolean[] values) {
        long stamp = lock.tryOptimisticRead();
        if (stamp != 0) {
            table.read(address, values);
            if (lock.validate(stamp)) {
                return;
            }
        }
        stamp = lock.readLock();
        try {
            table.read(address, values);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    void read(RegisterBankWords table, int address, int[] values) {
        long stamp = lock.tryOptimisticRead();
        if (stamp != 0) {
            table.read(address, values);
            if (lock.validate(stamp)) {
                return;
            }
        }
        stamp = lock.readLock();
        try {
            table.read(address, values);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    void write(RegisterBankBits table, int address, boolean... values) {
        long stamp = lock.writeLock();
        try {
            table.write(address, values);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    void write(RegisterBankWords table, int address, int... values) {
        long stamp = lock.writeLock();
        try {
            table.write(address, values);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    void mask(MaskWriteRegister mask) {
        long stamp = lock.writeLock();
        try {
            int address = mask.address();
            holdingRegisters.write(address, mask.apply(holdingRegisters.read(address)));
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Writes, then reads, and nobody comes between. */
    int[] writeThenRead(ReadWriteMultipleRegisters request) {
        int[] values = new int[request.readQuantity()];
        long stamp = lock.writeLock();
        try {
            holdingRegisters.write(request.writeAddress(), request.values());
            holdingRegisters.read(request.readAddress(), values);
        } finally {
            lock.unlockWrite(stamp);
        }
        return values;
    }
}
