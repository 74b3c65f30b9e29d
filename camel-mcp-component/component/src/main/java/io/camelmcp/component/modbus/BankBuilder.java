package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.FileRange;
import io.camelmcp.codec.modbus.ServerIdResponse;
import io.camelmcp.component.modbus.AddressRanges.Range;
import io.camelmcp.yaml.WholeNumbers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Collects what a file says of a bank. Whoever calls it adds file and line to the failures, all {@link IllegalArgumentException}. */
final class BankBuilder {

    /** Keys of a unit, in files of both kinds. */
    static final String FILES = "files";

    static final String FIFO = "fifo";
    static final String IDENTIFICATION = "identification";
    static final String SERVER_ID = "serverId";
    static final String EXCEPTION_STATUS = "exceptionStatus";

    private static final int MAX_FILES = 1_000;
    private static final List<String> OBJECTS = List.of(
            "vendorName", "productCode", "revision", "vendorUrl", "productName", "modelName", "userApplicationName");

    /** A unit of the bank. */
    static final class Unit {
        private final Map<ModbusTable, List<Range>> ranges = new EnumMap<>(ModbusTable.class);
        private final Map<ModbusTable, List<Range>> readOnly = new EnumMap<>(ModbusTable.class);
        private final List<Consumer<RegisterBank>> actions = new ArrayList<>();
        private final Map<Integer, Integer> files = new TreeMap<>();
        private final int id;

        private Unit(int id) {
            this.id = id;
        }

        /**
         * Addresses that exist.
         *
         * @param address {@code 5} or {@code 0-99}; one address with several values stands for as many
         */
        void range(ModbusTable table, String address, boolean fixed, List<String> values) {
            Range range = Range.parse(address);
            if (fixed && !table.isWritable()) {
                throw new IllegalArgumentException("readOnly goes without saying for " + table + "; remove it");
            }
            int count;
            if (table.isBits()) {
                boolean[] bits = BankValues.bits(values);
                count = bits.length;
                int first = range.first();
                actions.add(bank -> setBits(bank, table, first, bits));
            } else {
                int[] registers = BankValues.registers(values);
                count = registers.length;
                int first = range.first();
                actions.add(bank -> setRegisters(bank, table, first, registers));
            }
            if (range.size() == 1 && count > 1) {
                range = new Range(range.first(), range.first() + count - 1);
            }
            if (count > range.size() || range.last() >= RegisterBank.ADDRESSES) {
                throw new IllegalArgumentException(
                        count + " values do not fit into " + address.trim() + "; give fewer, or a larger range");
            }
            ranges.computeIfAbsent(table, key -> new ArrayList<>()).add(range);
            if (fixed) {
                readOnly.computeIfAbsent(table, key -> new ArrayList<>()).add(range);
            }
        }

        private void setBits(RegisterBank bank, ModbusTable table, int address, boolean[] bits) {
            if (bits.length > 0 && table == ModbusTable.coils) {
                bank.setCoils(id, address, bits);
            } else if (bits.length > 0) {
                bank.setDiscreteInputs(id, address, bits);
            }
        }

        private void setRegisters(RegisterBank bank, ModbusTable table, int address, int[] values) {
            if (values.length > 0 && table == ModbusTable.holding) {
                bank.setHoldingRegisters(id, address, values);
            } else if (values.length > 0) {
                bank.setInputRegisters(id, address, values);
            }
        }

        /** Records of a file, which has as many as the largest that is named, or {@code records} if that is more. */
        void file(int file, int record, int records, List<String> texts) {
            int[] values = BankValues.registers(texts);
            int end = Math.max(records, record + values.length);
            if (file < 1 || file > 0xFFFF || record < 0 || end < 1 || end > FileRange.RECORDS) {
                throw new IllegalArgumentException("file " + file + ", records up to " + end
                        + ": a file has a number of 1..65535 and 1..10000 records");
            }
            files.merge(file, end, Math::max);
            if (values.length > 0) {
                actions.add(bank -> bank.device(id).setFileRecords(file, record, values));
            }
        }

        void fifo(int address, List<String> texts) {
            int[] values = BankValues.registers(texts);
            new RegisterBank().device(1).setFifoQueue(address, values);
            actions.add(bank -> bank.device(id).setFifoQueue(address, values));
        }

        void serverId(int number, boolean running, String text) {
            var answer = new ServerIdResponse(number, running ? ServerIdResponse.ON : ServerIdResponse.OFF, text);
            actions.add(bank -> bank.device(id).setServerId(answer));
        }

        /** @param object its number, or its name in the standard */
        void identification(String object, String value) {
            int number = OBJECTS.indexOf(object);
            if (number < 0) {
                try {
                    number = WholeNumbers.parseInt(object);
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(
                            "object " + object + " is unknown; use " + String.join(", ", OBJECTS) + ", or 128..255", e);
                }
            }
            int found = number;
            new RegisterBank().device(1).setIdentification(found, value);
            actions.add(bank -> bank.device(id).setIdentification(found, value));
        }

        void exceptionStatus(int address) {
            new RegisterBank().device(1).setExceptionStatusAddress(address);
            actions.add(bank -> bank.device(id).setExceptionStatusAddress(address));
        }

        /** A unit that names no addresses has them all. */
        private BankLayout.Unit layout() {
            return ranges.isEmpty() ? BankLayout.Unit.WHOLE : new BankLayout.Unit(merged(ranges), merged(readOnly));
        }

        private static Map<ModbusTable, AddressRanges> merged(Map<ModbusTable, List<Range>> ranges) {
            Map<ModbusTable, AddressRanges> merged = new EnumMap<>(ModbusTable.class);
            ranges.forEach((table, list) -> merged.put(table, new AddressRanges(list)));
            return merged;
        }
    }

    private final Map<Integer, Unit> units = new TreeMap<>();
    private boolean silent;

    /** Whether units that the file does not have get no answer, instead of exception 0A. */
    void silent(boolean now) {
        silent = now;
    }

    /** @param name {@code 0..255}, or {@code any} for all that have no entry of their own */
    Unit unit(String name) {
        if (name.trim().equals("any")) {
            return units.computeIfAbsent(BankLayout.ANY, Unit::new);
        }
        int id;
        try {
            id = WholeNumbers.parseInt(name.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("unit " + name + " is not 0..255 or any", e);
        }
        if (id < 0 || id >= BankLayout.ANY) {
            throw new IllegalArgumentException("unit " + name + " is not 0..255 or any");
        }
        return units.computeIfAbsent(RegisterBank.sameUnit(id), Unit::new);
    }

    RegisterBank build() {
        int files = units.values().stream().mapToInt(unit -> unit.files.size()).sum();
        if (files > MAX_FILES) {
            throw new IllegalArgumentException(files + " files exceed " + MAX_FILES);
        }
        if (units.isEmpty()) {
            throw new IllegalArgumentException("there is no unit; add one, or use bank=memory");
        }
        Map<Integer, BankLayout.Unit> layouts = new TreeMap<>();
        units.forEach((id, unit) -> layouts.put(id, unit.layout()));
        RegisterBank bank = new RegisterBank(new BankLayout(layouts, silent));
        units.forEach((id, unit) -> {
            unit.files.forEach((file, records) -> bank.device(id).createFile(file, records));
            unit.actions.forEach(action -> action.accept(bank));
        });
        return bank;
    }
}
