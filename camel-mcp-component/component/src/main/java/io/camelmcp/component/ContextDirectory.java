package io.camelmcp.component;

import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The devices at all ports of a Camel context. */
final class ContextDirectory implements DeviceDirectory {

    private final SharedServers servers;

    ContextDirectory(SharedServers servers) {
        this.servers = servers;
    }

    private Stream<DeviceDirectory> ports() {
        return Stream.concat(
                servers.all().stream().map(server -> server.sessions()),
                servers.allDialIn().stream().map(DialedDirectory::new));
    }

    @Override
    public List<DeviceInfo> devices() {
        return ports().flatMap(port -> port.devices().stream())
                .sorted(Comparator.comparing(DeviceInfo::clientId))
                .toList();
    }

    @Override
    public Optional<DeviceInfo> device(String clientId) {
        return ports().flatMap(port -> port.device(clientId).stream()).findFirst();
    }

    @Override
    public boolean disconnect(String clientId) {
        boolean any = false;
        for (DeviceDirectory port : ports().toList()) {
            any |= port.disconnect(clientId);
        }
        return any;
    }
}
