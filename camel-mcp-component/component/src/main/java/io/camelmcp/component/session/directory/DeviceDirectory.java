package io.camelmcp.component.session.directory;

import java.util.List;
import java.util.Optional;

/** The devices that have logged in, with or without a connection at the moment. From any thread. */
public interface DeviceDirectory {

    /** All devices, in the order of their client ids. */
    List<DeviceInfo> devices();

    Optional<DeviceInfo> device(String clientId);

    /**
     * Ends a device's session and closes its connection.
     *
     * @return whether it had one
     */
    boolean disconnect(String clientId);
}
