package io.camelmcp.component;

import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import io.camelmcp.component.session.directory.Freeze;
import io.camelmcp.component.session.directory.FrozenClients;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ManagementAgent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of a Camel context in JMX, as {@code org.apache.camel:context=…,type=services,name=McpDirectory}; nothing where there is
 * no camel-management, or JMX is off.
 */
@ManagedResource(description = "Devices that have logged in")
public final class ManagedDirectory implements StartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedDirectory.class);

    private static final int SHOWN_CHARACTERS = 6;

    private final DeviceDirectory directory;
    private final Supplier<FrozenClients> frozen;
    private final CompositeType deviceType;
    private final TabularType tableType;
    private @Nullable ObjectName name;

    ManagedDirectory(DeviceDirectory directory, Supplier<FrozenClients> frozen) {
        this.directory = directory;
        this.frozen = frozen;
        Map<String, OpenType<?>> types = new LinkedHashMap<>();
        for (String text : new String[] {
            "clientId", "sessionId", "state", "groups", "remoteAddress", "protocol", "since", "lastFrame", "frozenUntil"
        }) {
            types.put(text, SimpleType.STRING);
        }
        types.put("rttMillis", SimpleType.DOUBLE);
        for (String count : new String[] {"epoch", "received", "duplicates", "pushed"}) {
            types.put(count, SimpleType.LONG);
        }
        types.put("queued", SimpleType.INTEGER);
        String[] names = types.keySet().toArray(String[]::new);
        try {
            deviceType = new CompositeType(
                    "device",
                    "A device that has logged in",
                    names,
                    names,
                    types.values().toArray(OpenType<?>[]::new));
            // two ports may know the same client
            tableType = new TabularType(
                    "devices", "Devices that have logged in", deviceType, new String[] {"clientId", "sessionId"});
        } catch (OpenDataException e) {
            throw new IllegalStateException(e); // nothing in it depends on anything
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // the agent is there by now, however early the component was made
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        if (agent == null || name != null) {
            return;
        }
        try {
            // as Camel names its own
            ObjectName mine = new ObjectName(agent.getMBeanObjectDomainName() + ":context="
                    + context.getManagementName() + ",type=services,name=McpDirectory");
            agent.register(this, mine);
            name = mine;
        } catch (JMException e) {
            LOG.warn("event=directory-not-managed cause=\"{}\"", e.toString());
        }
    }

    /** Takes it out again. */
    void unregister(CamelContext context) {
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        ObjectName mine = name;
        name = null;
        if (agent != null && mine != null) {
            try {
                agent.unregister(mine);
            } catch (JMException e) {
                LOG.debug("event=directory-not-unregistered cause=\"{}\"", e.toString());
            }
        }
    }

    @ManagedAttribute(description = "Devices that have a session, with or without a connection")
    public int getDevices() {
        return directory.devices().size();
    }

    @ManagedAttribute(description = "Devices whose session waits for them to come back")
    public int getDetachedDevices() {
        return (int) directory.devices().stream()
                .filter(device -> !device.isConnected())
                .count();
    }

    @ManagedOperation(description = "All devices, in the order of their client ids")
    public TabularData devices() {
        TabularDataSupport table = new TabularDataSupport(tableType);
        directory.devices().forEach(device -> table.put(row(device)));
        return table;
    }

    @ManagedOperation(description = "One device by its client id; null if it has no session")
    public @Nullable CompositeData device(String clientId) {
        return directory.device(clientId).map(this::row).orElse(null);
    }

    @ManagedOperation(description = "Ends the session of a device and closes its connection; whether it had one")
    public boolean disconnect(String clientId) {
        return directory.disconnect(clientId);
    }

    @ManagedAttribute(description = "Clients whose requests are refused, with a session or without one")
    public int getFrozenClients() {
        return frozen.get().all().size();
    }

    @ManagedOperation(description = "Clients whose requests are refused: client id, end, reason")
    public String[] frozen() {
        return frozen.get().all().stream()
                .map(freeze -> freeze.clientId() + " until=" + freeze.until() + " reason=\"" + freeze.reason() + "\"")
                .toArray(String[]::new);
    }

    @ManagedOperation(description = "Refuses the requests of a client for so many minutes; its session stays")
    public void freeze(String clientId, int minutes, String reason) {
        frozen.get().freeze(clientId, Instant.now().plus(Duration.ofMinutes(minutes)), reason);
    }

    @ManagedOperation(description = "Takes requests of a client again; whether it was frozen")
    public boolean unfreeze(String clientId) {
        return frozen.get().unfreeze(clientId);
    }

    private CompositeData row(DeviceInfo device) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("clientId", device.clientId());
        // whoever has it whole may resume the session
        values.put(
                "sessionId",
                device.sessionId()
                                .substring(
                                        0,
                                        Math.min(
                                                SHOWN_CHARACTERS,
                                                device.sessionId().length())) + "...");
        values.put("state", device.state());
        values.put("groups", String.join(",", device.groups().stream().sorted().toList()));
        values.put("remoteAddress", device.remoteAddress());
        values.put("protocol", device.protocol());
        values.put("since", device.since().toString());
        values.put("lastFrame", device.lastFrame().toString());
        Freeze freeze = device.frozen();
        values.put("frozenUntil", freeze == null ? "" : freeze.until().toString());
        values.put("rttMillis", device.rttMillis());
        values.put("epoch", device.epoch());
        values.put("received", device.received());
        values.put("duplicates", device.duplicates());
        values.put("pushed", device.pushed());
        values.put("queued", device.queued());
        try {
            return new CompositeDataSupport(deviceType, values);
        } catch (OpenDataException e) {
            throw new IllegalStateException(e); // the fields are those of the type
        }
    }
}
