package io.camelmcp.gateway.events;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Converter;

/** Lets a batch go to any endpoint that takes text or octets: {@code to("file:…")}, {@code to("http:…")}. */
@Converter(generateBulkLoader = true)
public final class EventBatchConverters {

    private EventBatchConverters() {}

    @Converter
    public static byte[] toBytes(EventBatch batch) {
        return batch.toJsonLines();
    }

    @Converter
    public static String toString(EventBatch batch) {
        return new String(batch.toJsonLines(), StandardCharsets.UTF_8);
    }

    @Converter
    public static InputStream toInputStream(EventBatch batch) {
        return new ByteArrayInputStream(batch.toJsonLines());
    }
}
