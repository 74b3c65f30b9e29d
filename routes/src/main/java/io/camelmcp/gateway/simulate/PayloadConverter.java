package io.camelmcp.gateway.simulate;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --payload}: octets, or {@code json} for 0. */
final class PayloadConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        if (text.equalsIgnoreCase("json")) {
            return 0;
        }
        try {
            int octets = Integer.parseInt(text);
            if (octets > 0) {
                return octets;
            }
        } catch (NumberFormatException e) {
            // told below, together with numbers that are not above zero
        }
        throw new TypeConversionException("'" + text + "' is neither json nor a number of octets above 0");
    }
}
