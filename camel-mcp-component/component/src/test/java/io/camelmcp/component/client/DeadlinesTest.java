package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines();

    private Call<byte[]> add(long timeoutMillis) {
        Call<byte[]> call =
                new Call<>(new McpCall(12, 0, new byte[0]), new Reply<>(), timeoutMillis, new AtomicInteger(1));
        deadlines.add(call);
        return call;
    }

    private List<Call<?>> drain() {
        List<Call<?>> order = new ArrayList<>();
        for (Call<?> call = deadlines.first(); call != null; call = deadlines.first()) {
            deadlines.remove(call);
            order.add(call);
        }
        return order;
    }

    @Test
    void earliestIsFirstWhateverTheOrderOfArrival() {
        Call<byte[]> late = add(300_000);
        Call<byte[]> early = add(100_000);
        Call<byte[]> middle = add(200_000);
        Call<byte[]> latest = add(400_000);
        assertThat(drain()).containsExactly(early, middle, late, latest);
    }

    @Test
    void anyCallCanLeave() {
        Call<byte[]> first = add(100_000);
        Call<byte[]> second = add(200_000);
        Call<byte[]> third = add(300_000);
        deadlines.remove(second);
        Call<byte[]> fourth = add(250_000);
        deadlines.remove(third);
        assertThat(drain()).containsExactly(first, fourth);
        assertThat(deadlines.first()).isNull();
    }
}
