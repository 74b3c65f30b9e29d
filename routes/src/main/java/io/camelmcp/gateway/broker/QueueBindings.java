package io.camelmcp.gateway.broker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Which addresses have a durable queue, kept by the broker's own events so that a send can ask for the price of one map
 * look-up.
 */
final class QueueBindings implements ActiveMQServerPlugin {

    private final Map<String, Set<String>> durableQueues = new ConcurrentHashMap<>();

    boolean hasDurableQueue(String address) {
        return durableQueues.containsKey(address);
    }

    @Override
    public void afterAddBinding(Binding binding) {
        if (binding instanceof QueueBinding queue && queue.getQueue().isDurable()) {
            durableQueues.compute(queue.getAddress().toString(), (address, names) -> {
                Set<String> queues = names == null ? ConcurrentHashMap.newKeySet() : names;
                queues.add(queue.getUniqueName().toString());
                return queues;
            });
        }
    }

    @Override
    public void afterRemoveBinding(Binding binding, Transaction tx, boolean deleteData) {
        if (binding instanceof QueueBinding queue) {
            durableQueues.computeIfPresent(queue.getAddress().toString(), (address, names) -> {
                names.remove(queue.getUniqueName().toString());
                return names.isEmpty() ? null : names;
            });
        }
    }
}
