package io.camelmcp.gateway.cli;

import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.broker.QueueDepth;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The queues of a gateway that is stopped. An output that was renamed or taken away leaves its queue behind, which gets
 * every event until the address is full; only the operator knows whether what waits there is still wanted.
 */
final class Queues {

    private Queues() {}

    /**
     * The durable queues by name.
     *
     * @param data   directory of all that the gateway keeps
     * @param broker settings of its broker
     * @throws ConfigurationException if a gateway runs on that directory
     * @throws Exception              if the queues cannot be read
     */
    static List<QueueDepth> list(Path data, BrokerSettings broker) throws Exception {
        return with(data, broker, running -> running.queues().stream()
                .sorted(Comparator.comparing(QueueDepth::queue))
                .toList());
    }

    /**
     * Drops a queue with all that waits in it.
     *
     * @param name as {@link #list} tells it
     * @return what was dropped
     * @throws ConfigurationException if there is no such queue, or a gateway runs on that directory
     * @throws Exception              if the queue cannot be dropped
     */
    static QueueDepth drop(Path data, BrokerSettings broker, String name) throws Exception {
        return with(data, broker, running -> running.dropQueue(name));
    }

    private static <T> T with(Path data, BrokerSettings settings, Action<T> action) throws Exception {
        if (!Files.isDirectory(settings.directory())) {
            throw new ConfigurationException(
                    "GATEWAY_DATA=" + data + ": no gateway has run there; set GATEWAY_DATA to the"
                            + " directory of the one whose queues you mean");
        }
        try (DataDirectory lock = DataDirectory.lock(data);
                EmbeddedBroker running = EmbeddedBroker.start(settings)) {
            return action.on(running);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    private interface Action<T> {
        T on(EmbeddedBroker running) throws Exception;
    }
}
