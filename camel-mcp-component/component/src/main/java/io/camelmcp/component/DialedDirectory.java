package io.camelmcp.component;

import io.camelmcp.component.client.dialin.DialIn;
import io.camelmcp.component.client.dialin.DialedDevice;
import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Modbus devices that have dialled in at one port. They have no session: what a session counts is 0. */
record DialedDirectory(DialIn port) implements DeviceDirectory {

    @Override
    public List<DeviceInfo> devices() {
        return port.devices().stream().map(this::info).toList();
    }

    @Override
    public Optional<DeviceInfo> device(String clientId) {
        return Optional.ofNullable(port.device(clientId)).map(this::info);
    }

    @Override
    public boolean disconnect(String clientId) {
        DialedDevice device = port.device(clientId);
        if (device != null) {
            device.line().close("disconnected by the application");
        }
        return device != null;
    }

    private DeviceInfo info(DialedDevice device) {
        return new DeviceInfo(
                device.id(),
                "",
                "OPEN",
                Set.of(),
                device.remote(),
                port.protocol().label(),
                device.since(),
                Instant.ofEpochMilli(device.line().lastHeardMillis()),
                null,
                1,
                0,
                0,
                device.line().asked(),
                device.line().outstanding(),
                null);
    }
}
