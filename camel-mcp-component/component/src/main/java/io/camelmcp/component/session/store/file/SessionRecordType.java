package io.camelmcp.component.session.store.file;

import io.camelmcp.component.session.store.SessionRecord;
import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.StringDataType;

/** A record as octets of the file: about 80. What they are is said by the version of the store ({@link SessionFile#FORMAT}). */
final class SessionRecordType extends BasicDataType<SessionRecord> {

    // a record, four strings, four numbers, on a 64-bit JVM
    private static final int OBJECTS = 64;

    @Override
    public int getMemory(SessionRecord record) {
        return OBJECTS
                + memory(record.clientId())
                + memory(record.sessionId())
                + memory(record.tag())
                + memory(record.node());
    }

    private static int memory(String text) {
        return StringDataType.INSTANCE.getMemory(text);
    }

    @Override
    public void write(WriteBuffer buffer, SessionRecord record) {
        StringDataType.INSTANCE.write(buffer, record.clientId());
        StringDataType.INSTANCE.write(buffer, record.sessionId());
        StringDataType.INSTANCE.write(buffer, record.tag());
        StringDataType.INSTANCE.write(buffer, record.node());
        buffer.putVarLong(record.epoch())
                .putVarLong(record.receivedMark())
                .putVarLong(record.sentMark())
                .putVarLong(record.expiresAtMillis());
    }

    @Override
    public SessionRecord read(ByteBuffer buffer) {
        String clientId = StringDataType.INSTANCE.read(buffer);
        String sessionId = StringDataType.INSTANCE.read(buffer);
        String tag = StringDataType.INSTANCE.read(buffer);
        String node = StringDataType.INSTANCE.read(buffer);
        return new SessionRecord(
                clientId,
                sessionId,
                tag,
                DataUtils.readVarLong(buffer),
                node,
                DataUtils.readVarLong(buffer),
                DataUtils.readVarLong(buffer),
                DataUtils.readVarLong(buffer));
    }

    @Override
    public SessionRecord[] createStorage(int size) {
        return new SessionRecord[size];
    }
}
