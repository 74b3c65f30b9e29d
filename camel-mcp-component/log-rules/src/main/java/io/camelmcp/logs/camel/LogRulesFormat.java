package io.camelmcp.logs.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.logs.LogEvent;
import io.camelmcp.logs.LogParser;
import io.camelmcp.logs.LogRecords;
import io.camelmcp.logs.RuleLibrary;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.DataFormatName;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * The data format {@code logRules}: lines of a log, in UTF-8, become a list with one map for each, with the keys of
 * {@link LogEvent}. The same as a step of a route:
 *
 * <pre>{@code
 * - unmarshal:
 *     custom:
 *       ref: logRules
 * - process:
 *     ref: logRules      # a bean of this class
 * }</pre>
 *
 * <p>Options are properties of the bean, or {@code camel.dataformat.logRules.folder} and so on.
 */
public final class LogRulesFormat extends ServiceSupport
        implements DataFormat, DataFormatName, Processor, CamelContextAware {

    private static final long REFRESH_MILLIS = 1_000;

    private @Nullable CamelContext context;
    private @Nullable String folder;
    private boolean shipped = true;
    private boolean json;
    private boolean single;
    private @Nullable RuleLibrary library;
    private @Nullable ScheduledExecutorService timer;

    public LogRulesFormat() {}

    /** With rules that somebody else keeps. */
    public LogRulesFormat(RuleLibrary library) {
        this.library = library;
    }

    @Override
    public String getDataFormatName() {
        return "logRules";
    }

    /** Folder of rule files, read again within a second when they change; without it only the shipped rules. */
    public void setFolder(String folder) {
        this.folder = folder;
    }

    public @Nullable String getFolder() {
        return folder;
    }

    /** Whether the rules that are shipped are used; true. */
    public void setShipped(boolean shipped) {
        this.shipped = shipped;
    }

    public boolean isShipped() {
        return shipped;
    }

    /** Whether the result is JSON text and not maps; false. */
    public void setJson(boolean json) {
        this.json = json;
    }

    public boolean isJson() {
        return json;
    }

    /** Whether the result is that of the first line alone, and no list; false. An empty body is {@code null}. */
    public void setSingle(boolean single) {
        this.single = single;
    }

    public boolean isSingle() {
        return single;
    }

    /** The rules, once this has been started. */
    public RuleLibrary library() {
        return Objects.requireNonNull(library, "not started");
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return Objects.requireNonNull(context);
    }

    @Override
    protected void doStart() {
        if (library != null) {
            return;
        }
        RuleLibrary opened = RuleLibrary.open(folder == null ? null : Path.of(folder), shipped, rule -> {});
        library = opened;
        if (folder != null) {
            timer = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "log-rules");
            timer.scheduleWithFixedDelay(opened::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(timer);
            timer = null;
            library = null;
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        start(); // a bean of the registry is started by nobody else
        try (Reader text = new InputStreamReader(exchange.getMessage().getMandatoryBody(InputStream.class), UTF_8)) {
            exchange.getMessage().setBody(parse(exchange, text));
        }
    }

    @Override
    public @Nullable Object unmarshal(Exchange exchange, InputStream stream) throws Exception {
        start();
        return parse(exchange, new InputStreamReader(stream, UTF_8));
    }

    private @Nullable Object parse(Exchange exchange, Reader text) {
        // of mcp:, which a route may set for lines from elsewhere
        Long header = exchange.getMessage().getHeader("CamelMcpReceivedAt", Long.class);
        long received = header == null ? System.currentTimeMillis() : header;
        return library().rules().<@Nullable Object>parsing(parser -> {
            LogRecords records = new LogRecords(text);
            return json ? json(parser, records, received) : maps(parser, records, received);
        });
    }

    private @Nullable Object maps(LogParser parser, LogRecords records, long received) {
        if (single) {
            return records.hasNext() ? parser.parse(records.next(), received).toMap() : null;
        }
        List<Map<String, Object>> events = new ArrayList<>();
        records.forEachRemaining(
                record -> events.add(parser.parse(record, received).toMap()));
        return events;
    }

    private @Nullable String json(LogParser parser, LogRecords records, long received) {
        if (single) {
            return records.hasNext() ? text(parser.parse(records.next(), received)) : null;
        }
        StringJoiner events = new StringJoiner(",", "[", "]");
        records.forEachRemaining(record -> events.add(text(parser.parse(record, received))));
        return events.toString();
    }

    private static String text(LogEvent event) {
        return new String(event.toJson(), UTF_8);
    }

    @Override
    public void marshal(Exchange exchange, Object graph, OutputStream stream) {
        throw new UnsupportedOperationException(
                "logRules cannot make lines of events; write them as JSON (marshal: json) instead");
    }
}
