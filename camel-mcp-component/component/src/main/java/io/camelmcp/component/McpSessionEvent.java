package io.camelmcp.component;

import io.camelmcp.component.session.SessionChange;
import java.util.EventObject;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;

/** Camel's event notifiers are told what happens to the sessions of devices: login, detach, resume, takeover, end. */
public final class McpSessionEvent extends EventObject implements CamelEvent {

    private static final long serialVersionUID = 1L;

    private final transient SessionChange change;
    private long timestamp;

    McpSessionEvent(CamelContext context, SessionChange change) {
        super(context);
        this.change = change;
    }

    public SessionChange getChange() {
        return change;
    }

    @Override
    public Type getType() {
        return Type.Custom;
    }

    @Override
    public Object getSource() {
        return super.getSource();
    }

    @Override
    public long getTimestamp() {
        return timestamp;
    }

    @Override
    public void setTimestamp(long timestamp) {
        this.timestamp = timestamp;
    }

    @Override
    public String toString() {
        return "McpSessionEvent[" + change + "]";
    }
}
