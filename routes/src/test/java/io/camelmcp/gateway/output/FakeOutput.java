package io.camelmcp.gateway.output;

import io.camelmcp.gateway.events.Event;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A target in memory that can be made to fail and to refuse. */
final class FakeOutput implements Output, OutputType {

    final List<Event> written = new CopyOnWriteArrayList<>();
    final Set<String> refused = ConcurrentHashMap.newKeySet();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile @Nullable String failure;

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<OutputProperty> properties() {
        return List.of(
                OutputProperty.url("endpoint", "Where it is."),
                OutputProperty.secret("token", "What it asks for.").require(),
                OutputProperty.number("parallel", 2, 1, 9, "How many."),
                OutputProperty.duration("timeout", "10s", 1_000, 60_000, "How long."),
                OutputProperty.choice("mode", List.of("fast", "slow"), "How."),
                OutputProperty.flag("gzip", true, "Whether."),
                OutputProperty.file("ca", "Whom to trust."),
                OutputProperty.text("index", "Where to.").orElse("main"),
                OutputProperty.number("batchSize", 5, 1, 100, "Most events of a batch."));
    }

    @Override
    public Output open(OutputSettings settings) {
        if (settings.text("index").equals("none")) {
            throw settings.bad("index", "is needed with mode=" + settings.text("mode") + "; name another one");
        }
        return this;
    }

    @Override
    public List<RefusedEvent> write(List<Event> events) throws IOException {
        calls.incrementAndGet();
        String why = failure;
        if (why != null) {
            throw new IOException(why);
        }
        List<RefusedEvent> no = events.stream()
                .filter(event -> refused.contains(event.messageId()))
                .map(event -> new RefusedEvent(event, "400 no such field"))
                .toList();
        events.stream().filter(event -> !refused.contains(event.messageId())).forEach(written::add);
        return no;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
