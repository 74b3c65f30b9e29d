package io.camelmcp.component;

import io.camelmcp.component.server.McpServer;
import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The devices at all ports of a Camel context. */
final class ContextDirectory implements DeviceDirectory {

    private final SharedServers servers;

    ContextDirectory(SharedServers servers) {
        this.servers = servers;
    }

    @Override
    public List<DeviceInfo> devices() {
        return servers.all().stream()
                .flatMap(server -> server.sessions().devices().stream())
                .sorted(Comparator.comparing(DeviceInfo::clientId))
                .toList();
    }

    @Override
    public Optional<DeviceInfo> device(String clientId) {
        return servers.all().stream()
                .flatMap(server -> server.sessions().device(clientId).stream())
                .findFirst();
    }

    @Override
    public boolean disconnect(String clientId) {
        boolean any = false;
        for (McpServer server : servers.all()) {
            any |= server.sessions().disconnect(clientId);
        }
        return any;
    }
}
