package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pauses for slow devices, in virtual time. */
class ModbusPausesTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ClientOptions options = ClientTestBase.to(1)
            .protocol(Protocol.MODBUS_TCP)
            .pauses(new ClientOptions.Pauses(Duration.ofMillis(300), Duration.ofMillis(200), Duration.ZERO))
            .build();
    private final RequestQueue requests = new RequestQueue(
            options, channel.eventLoop(), new ModbusWire(Protocol.MODBUS_TCP, Duration.ZERO), why -> {}, this::send);

    ModbusPausesTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        requests.failAll(ClientFailure.of(ClientFailure.Kind.CLOSED, "over"));
        requests.close();
        channel.finishAndReleaseAll();
    }

    private void send() {
        requests.send(channel);
    }

    private Reply<ModbusResponse> ask(int address) {
        Reply<ModbusResponse> reply = new Reply<>();
        requests.add(new Call<>(
                new ModbusCall(1, new ReadHoldingRegisters(address, 1)), reply, 60_000, new AtomicInteger(1)));
        send();
        return reply;
    }

    private void advance(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    /** Transaction id of the request that has left; 0 if none has. */
    private int sent() {
        ByteBuf octets = channel.readOutbound();
        if (octets == null) {
            return 0;
        }
        int id = octets.getUnsignedShort(0);
        octets.release();
        return id;
    }

    private void answer(int id) {
        requests.receive(new ModbusFrame(id, 1, new ReadRegistersResponse(3, new int[] {id}).encode()));
        send();
    }

    @Test
    void firstRequestWaitsAfterConnectingAndEachFurtherOneAfterAnAnswer() throws Exception {
        requests.connected();
        Reply<ModbusResponse> first = ask(1);
        ask(2);
        advance(299);
        assertThat(sent()).isZero();
        advance(1);
        int id = sent();
        assertThat(id).isPositive();
        advance(1_000);
        assertThat(sent()).as("one at a time").isZero();
        answer(id);
        assertThat(first.isDone()).isTrue();
        advance(199);
        assertThat(sent()).isZero();
        advance(1);
        assertThat(sent()).isPositive();
    }

    @Test
    void pauseOfALostConnectionIsOver() {
        requests.connected();
        ask(1);
        advance(100);
        requests.connectionLost("lost", null);
        requests.connected();
        advance(299);
        assertThat(sent()).isZero();
        advance(1);
        assertThat(sent()).isPositive();
    }

    @Test
    void requestPauseContradictsAWindow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientTestBase.to(1)
                        .protocol(Protocol.MODBUS_TCP)
                        .window(4)
                        .pauses(options.pauses())
                        .build())
                .withMessageContaining("requestPause=200")
                .withMessageContaining("window=4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientOptions.Pauses(Duration.ofMillis(-1), Duration.ZERO, Duration.ZERO))
                .withMessageContaining("connectPause=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientOptions.Pauses(Duration.ZERO, Duration.ZERO, Duration.ofHours(1)))
                .withMessageContaining("quarantine=3600000 is not in 0..60000");
    }
}
