package io.camelmcp.gateway.simulate;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --protocol}. */
final class ProtocolConverter implements ITypeConverter<SimulateCommand.Protocols> {

    @Override
    public SimulateCommand.Protocols convert(String text) {
        try {
            return new SimulateCommand.Protocols(DeviceProtocol.parse(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
