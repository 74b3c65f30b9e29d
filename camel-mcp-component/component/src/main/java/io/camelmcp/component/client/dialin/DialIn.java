package io.camelmcp.component.client.dialin;

import io.camelmcp.codec.Protocol;
import io.camelmcp.component.client.DeviceLine;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The Modbus devices that have dialled in at a port. A device has one line: another connection with its id takes its place, because
 * the old one is dead in most cases and nobody has noticed yet. From any thread.
 */
public final class DialIn {

    /** Told what happens to devices, on event loops: must not wait. */
    public interface Listener {

        /** A device has registered, and can be asked. */
        void registered(DialedDevice device);

        /**
         * Its connection has ended.
         *
         * @param replaced whether by another one with its id, which is told as registered then
         */
        void left(DialedDevice device, boolean replaced, String why);
    }

    /** Two devices with one id would take each other's place for ever: so often within a minute they may. */
    static final int MOST_REPLACEMENTS = 6;

    private static final long MINUTE = 60_000_000_000L;

    /** Of so many devices that are not connected it is known that they may still answer. */
    private static final int MOST_UNANSWERED = 10_000;

    /** @param gone complete when the listener has been told that the device has left */
    private record Entry(DialedDevice device, long since, int replacements, CompletableFuture<Void> gone) {}

    private final DialInOptions options;
    private final Listener listener;
    private final LongSupplier nanos;
    private final Map<String, Entry> devices = new ConcurrentHashMap<>();
    private final Set<String> lostUnanswered =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MOST_UNANSWERED;
                }
            }));
    private volatile boolean closed;

    public DialIn(DialInOptions options, Listener listener) {
        this(options, listener, System::nanoTime);
    }

    DialIn(DialInOptions options, Listener listener, LongSupplier nanos) {
        this.options = options;
        this.listener = listener;
        this.nanos = nanos;
    }

    DialInOptions options() {
        return options;
    }

    /**
     * Takes a connection, on its event loop.
     *
     * @param refused told why it is about to be closed because of the device
     */
    public void take(ChannelPipeline pipeline, InetSocketAddress remote, Consumer<String> refused) {
        pipeline.addLast("registration", new RegistrationHandler(this, remote, refused));
    }

    /** What devices speak. */
    public Protocol protocol() {
        return options.line().protocol();
    }

    /** The device with an id; {@code null} while it is not connected. */
    public @Nullable DialedDevice device(String id) {
        Entry entry = devices.get(id);
        return entry == null ? null : entry.device;
    }

    /** All devices, in the order of their ids. */
    public List<DialedDevice> devices() {
        List<DialedDevice> all = new ArrayList<>();
        devices.values().forEach(entry -> all.add(entry.device));
        all.sort(Comparator.comparing(DialedDevice::id));
        return all;
    }

    /** Ends all lines, and takes no more. */
    public void close() {
        closed = true;
        devices().forEach(device -> device.line().close("the consumer has stopped"));
    }

    /** Why a device must not come in now; {@code null} if it may. */
    @Nullable
    String refusal(String id) {
        if (closed) {
            return "the consumer has stopped";
        }
        if (!options.allow().isEmpty() && !options.allow().contains(id)) {
            return "id " + id + " is not among registrationAllow";
        }
        Entry present = devices.get(id);
        if (present != null
                && present.replacements >= MOST_REPLACEMENTS
                && nanos.getAsLong() - present.since < MINUTE) {
            return "id " + id + " has changed its connection " + present.replacements
                    + " times within a minute: two devices may have it";
        }
        return null;
    }

    /** Makes the line of a device. */
    void connect(String id, Channel channel, InetSocketAddress remote) {
        DeviceLine line = new DeviceLine("device " + id, options.line(), options.heartbeat(), channel);
        if (!options.silence().isZero()) {
            channel.pipeline()
                    .addLast(
                            "silence", new IdleStateHandler(options.silence().toMillis(), 0, 0, TimeUnit.MILLISECONDS));
        }
        channel.pipeline().addLast("line-ends", new LineEnds(line::mayBeginAnAnswer));
        line.install(channel.pipeline());
        DialedDevice device = new DialedDevice(id, NetUtil.toSocketAddressString(remote), Instant.now(), line);
        long now = nanos.getAsLong();
        CompletableFuture<Void> gone = new CompletableFuture<>();
        Entry[] replaced = new Entry[1];
        devices.compute(id, (key, old) -> {
            replaced[0] = old;
            boolean counted = old != null && now - old.since < MINUTE;
            return new Entry(device, counted ? old.since : now, counted ? old.replacements + 1 : 0, gone);
        });
        if (replaced[0] != null || lostUnanswered.remove(id)) {
            // its modem may give an answer that the old connection waits for to the new one
            line.quarantine();
        }
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        if (replaced[0] != null) {
            replaced[0].device.line().close("replaced by another connection of the device");
            before = replaced[0].gone;
        }
        // listeners hear of one connection after the other
        before.thenRun(() -> registered(device))
                .thenCombine(line.closed(), (told, why) -> why)
                .thenAccept(why -> left(device, why))
                .whenComplete((told, broken) -> gone.complete(null));
        if (closed) {
            line.close("the consumer has stopped");
        }
    }

    private void registered(DialedDevice device) {
        try {
            listener.registered(device);
        } catch (RuntimeException e) {
            device.line().close(String.valueOf(e));
        }
    }

    private void left(DialedDevice device, String why) {
        boolean replaced = device(device.id()) != device;
        if (!replaced && device.line().isUnanswered()) {
            lostUnanswered.add(device.id());
        }
        try {
            listener.left(device, replaced, why);
        } finally {
            devices.computeIfPresent(device.id(), (key, entry) -> entry.device == device ? null : entry);
        }
    }
}
