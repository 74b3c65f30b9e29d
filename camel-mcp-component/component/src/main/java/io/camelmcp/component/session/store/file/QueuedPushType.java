package io.camelmcp.component.session.store.file;

import io.camelmcp.component.session.store.QueuedPush;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.StringDataType;

/** A request that waits, as octets of the file. What they are is said by the version of the store ({@link SessionFile#FORMAT}). */
final class QueuedPushType extends BasicDataType<QueuedPush> {

    // a record, three strings, four numbers, a map, on a 64-bit JVM
    private static final int OBJECTS = 160;

    @Override
    public int getMemory(QueuedPush push) {
        int memory = OBJECTS + push.body().length + memory(push.clientId()) + memory(push.answerTo());
        for (Map.Entry<String, String> header : push.headers().entrySet()) {
            memory += memory(header.getKey()) + memory(header.getValue());
        }
        return memory;
    }

    private static int memory(String text) {
        return StringDataType.INSTANCE.getMemory(text);
    }

    @Override
    public void write(WriteBuffer buffer, QueuedPush push) {
        buffer.putVarLong(push.number());
        write(buffer, push.clientId());
        write(buffer, push.tag());
        buffer.putVarInt(push.command()).putVarLong(push.deviceId()).putVarLong(push.sentNumber());
        buffer.putVarInt(push.body().length).put(push.body());
        write(buffer, push.answerTo());
        buffer.putVarInt(push.headers().size());
        push.headers().forEach((name, value) -> {
            write(buffer, name);
            write(buffer, value);
        });
    }

    private static void write(WriteBuffer buffer, String text) {
        StringDataType.INSTANCE.write(buffer, text);
    }

    @Override
    public QueuedPush read(ByteBuffer buffer) {
        long number = DataUtils.readVarLong(buffer);
        String clientId = readText(buffer);
        String tag = readText(buffer);
        int command = DataUtils.readVarInt(buffer);
        long deviceId = DataUtils.readVarLong(buffer);
        long sentNumber = DataUtils.readVarLong(buffer);
        byte[] body = new byte[DataUtils.readVarInt(buffer)];
        buffer.get(body);
        String answerTo = readText(buffer);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int left = DataUtils.readVarInt(buffer); left > 0; left--) {
            headers.put(readText(buffer), readText(buffer));
        }
        return new QueuedPush(
                number, clientId, tag, command, deviceId, body, answerTo, Map.copyOf(headers), sentNumber);
    }

    private static String readText(ByteBuffer buffer) {
        return StringDataType.INSTANCE.read(buffer);
    }

    @Override
    public QueuedPush[] createStorage(int size) {
        return new QueuedPush[size];
    }
}
