package io.camelmcp.component.modbus;

import java.util.ArrayList;
import java.util.List;

/**
 * A bank as lines {@code unit,area,address,values…}. A value with a comma stands in double quotes; {@code #} begins a comment line.
 *
 * <pre>{@code
 * unit,area,address,values
 * 1,coils,0-99
 * 1,holding,0-99,readOnly,1,0x10
 * 1,holding,100,float32:21.5
 * 1,files,4/0,1,2
 * 1,fifo,1246,440,4740
 * 1,serverId,7,Pump
 * 1,identification,vendorName,ACME
 * 1,exceptionStatus,16
 * }</pre>
 */
final class BankCsv {

    private static final int UNIT = 0;
    private static final int AREA = 1;
    private static final int ADDRESS = 2;
    private static final int VALUES = 3;

    private BankCsv() {}

    static RegisterBank read(String name, String text) {
        BankBuilder bank = new BankBuilder();
        int number = 0;
        for (String line : withoutMark(text).split("\r?\n", -1)) {
            number++;
            boolean isHeader = line.startsWith("unit,");
            if (line.isBlank() || line.startsWith("#") || isHeader) {
                continue;
            }
            try {
                readLine(bank, fields(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ":" + number + ": " + e.getMessage(), e);
            }
        }
        try {
            return bank.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ":" + number + ": " + e.getMessage(), e);
        }
    }

    /** Spreadsheets put a byte order mark in front. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static void readLine(BankBuilder bank, List<String> fields) {
        if (fields.size() < VALUES) {
            throw new IllegalArgumentException(
                    fields.size() + " fields, at least 3 are expected: unit,area,address,values");
        }
        BankBuilder.Unit unit = bank.unit(fields.get(UNIT));
        String area = fields.get(AREA).trim();
        String address = fields.get(ADDRESS).trim();
        List<String> values = fields.subList(VALUES, fields.size());
        switch (area) {
            case BankBuilder.FILES -> {
                int slash = address.indexOf('/');
                if (slash < 0) {
                    throw new IllegalArgumentException("address " + address + " is no file/record; write it like 4/0");
                }
                var records = AddressRanges.Range.parse(address.substring(slash + 1));
                int file =
                        AddressRanges.Range.parse(address.substring(0, slash)).first();
                unit.file(file, records.first(), records.last() + 1, values);
            }
            case BankBuilder.FIFO ->
                unit.fifo(AddressRanges.Range.parse(address).first(), values);
            case BankBuilder.SERVER_ID ->
                unit.serverId(AddressRanges.Range.parse(address).first(), true, String.join(",", values));
            case BankBuilder.IDENTIFICATION -> unit.identification(address, String.join(",", values));
            case BankBuilder.EXCEPTION_STATUS ->
                unit.exceptionStatus(AddressRanges.Range.parse(address).first());
            default -> {
                boolean readOnly = !values.isEmpty() && values.get(0).trim().equals("readOnly");
                unit.range(table(area), address, readOnly, readOnly ? values.subList(1, values.size()) : values);
            }
        }
    }

    private static ModbusTable table(String area) {
        try {
            return ModbusTable.of(area);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "area " + e.getMessage() + ", files, fifo, serverId, identification, exceptionStatus", e);
        }
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && line.startsWith("\"\"", i)) {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a double quote is not closed");
        }
        fields.add(field.toString());
        return fields;
    }
}
