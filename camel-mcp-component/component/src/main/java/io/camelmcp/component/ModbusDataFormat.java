package io.camelmcp.component;

import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.modbus.ModbusJson;
import io.camelmcp.component.modbus.ModbusJsonRequest;
import io.camelmcp.component.modbus.ModbusJsonResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataFormatName;
import org.apache.camel.spi.annotations.Dataformat;
import org.apache.camel.support.DefaultDataFormat;
import org.jspecify.annotations.Nullable;

/**
 * Data format {@code modbus}: requests or responses of Modbus TCP or RTU that travel in files, queues or serial lines
 * (docs/protocol.md, section 9).
 *
 * <pre>{@code
 * ModbusDataFormat rtu = new ModbusDataFormat();
 * rtu.setFraming(ModbusDataFormat.Framing.rtu);
 * from("file:captured").unmarshal(rtu).to("jms:queue:requests");     // {"unitId":1,"function":3,"address":0,"quantity":2}
 * }</pre>
 *
 * <p>Unmarshalling takes the octets of exactly one frame. JSON text becomes the body ({@link ModbusJson}); unit id, function,
 * and on TCP the transaction id become headers, for a request also address and quantity. A function that has no request of its own
 * becomes {@code "pdu"}. A response does not say what it answers, so the text of a read has no address, and the bits of
 * functions 01 and 02 are whole octets.
 *
 * <p>Marshalling takes JSON text or {@link ModbusRequest} (role response: {@link ModbusResponse}). The unit id is that of
 * the text, else of the header {@code CamelMcpUnitId}, else the option's; the transaction id that of the header {@code
 * CamelMcpTransactionId}, else the option's.
 *
 * <p>Octets that are no frame fail with {@link McpProtocolException}, a PDU that is not legal with {@link ModbusException},
 * text and values with {@link IllegalArgumentException}.
 */
@Dataformat("modbus")
public class ModbusDataFormat extends DefaultDataFormat implements DataFormatName {

    /** What is around a PDU. */
    public enum Framing {
        tcp,
        rtu
    }

    /** What the PDUs are. */
    public enum Role {
        request,
        response
    }

    private Framing framing = Framing.tcp;
    private Role role = Role.request;
    private @Nullable Integer unitId;
    private int transactionId;

    @Override
    public String getDataFormatName() {
        return "modbus";
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) throws IOException, ModbusException {
        byte[] octets = stream.readAllBytes();
        ModbusFrame frame = framing == Framing.tcp
                ? ModbusDataFormatFrames.readTcp(octets)
                : ModbusDataFormatFrames.readRtu(octets);
        Message message = exchange.getMessage();
        message.setHeader(McpConstants.UNIT_ID, frame.unitId());
        if (framing == Framing.tcp) {
            message.setHeader(McpConstants.TRANSACTION_ID, frame.transactionId());
        } else {
            message.removeHeader(McpConstants.TRANSACTION_ID);
        }
        if (role == Role.request) {
            ModbusRequest request = ModbusDataFormatFrames.request(frame.pdu());
            ModbusHeaders.put(message.getHeaders(), request);
            return ModbusJson.write(frame.unitId(), request);
        }
        ModbusResponse response = ModbusDataFormatFrames.response(frame.pdu());
        message.setHeader(McpConstants.FUNCTION, response.function());
        return ModbusJson.write(frame.unitId(), null, response);
    }

    @Override
    public void marshal(Exchange exchange, Object body, OutputStream stream) throws IOException {
        Message message = exchange.getMessage();
        Integer transaction = message.getHeader(McpConstants.TRANSACTION_ID, Integer.class);
        int id = framing == Framing.rtu ? 0 : transaction != null ? transaction : transactionId;
        ModbusFrame frame = role == Role.request ? request(exchange, body, id) : response(exchange, body, id);
        stream.write(
                framing == Framing.tcp
                        ? ModbusDataFormatFrames.writeTcp(frame)
                        : ModbusDataFormatFrames.writeRtu(frame));
    }

    private ModbusFrame request(Exchange exchange, Object body, int transaction) {
        ModbusJsonRequest request = body instanceof ModbusRequest ready
                ? new ModbusJsonRequest(null, ready)
                : ModbusJson.readRequest(text(exchange, body));
        return new ModbusFrame(
                transaction,
                unitId(exchange.getMessage(), request.unitId()),
                request.request().encode());
    }

    private ModbusFrame response(Exchange exchange, Object body, int transaction) {
        ModbusJsonResponse response = body instanceof ModbusResponse ready
                ? new ModbusJsonResponse(null, ready)
                : ModbusJson.readResponse(text(exchange, body));
        return new ModbusFrame(
                transaction,
                unitId(exchange.getMessage(), response.unitId()),
                response.response().encode());
    }

    private static String text(Exchange exchange, Object body) {
        String text = exchange.getContext().getTypeConverter().convertTo(String.class, exchange, body);
        if (text == null) {
            throw new IllegalArgumentException("JSON text is expected as body, found nothing");
        }
        return text;
    }

    private int unitId(Message message, @Nullable Integer named) {
        Integer header = named != null ? named : message.getHeader(McpConstants.UNIT_ID, Integer.class);
        Integer found = header != null ? header : unitId;
        if (found == null) {
            throw new IllegalArgumentException("a Modbus frame needs a unit id: in the text, as header "
                    + McpConstants.UNIT_ID + ", or as option unitId");
        }
        return found;
    }

    public Framing getFraming() {
        return framing;
    }

    /** {@code tcp} (default) or {@code rtu}. */
    public void setFraming(Framing framing) {
        this.framing = framing;
    }

    public Role getRole() {
        return role;
    }

    /** {@code request} (default) or {@code response}. */
    public void setRole(Role role) {
        this.role = role;
    }

    public @Nullable Integer getUnitId() {
        return unitId;
    }

    /** Unit id to marshal with when neither text nor header says one, 0..255. */
    public void setUnitId(@Nullable Integer unitId) {
        this.unitId = unitId;
    }

    public int getTransactionId() {
        return transactionId;
    }

    /** Transaction id to marshal with when no header says one, 0..65535; default 0. */
    public void setTransactionId(int transactionId) {
        this.transactionId = transactionId;
    }
}
