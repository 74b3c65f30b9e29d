package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import org.jspecify.annotations.Nullable;

/**
 * Requests and responses of Modbus as JSON text, the body of a message.
 *
 * <pre>{@code
 * {"unitId":1,"function":3,"address":10,"quantity":2}                              reads: 1, 2, 3, 4
 * {"unitId":1,"function":16,"address":10,"quantity":2,"values":[1,2]}              writes: 5, 6, 15, 16; coils are 0 or 1
 * {"unitId":1,"function":22,"address":4,"quantity":1,"andMask":242,"orMask":37}    mask write
 * {"unitId":1,"function":23,"address":14,"quantity":1,"values":[255],"readAddress":3,"readQuantity":6}
 * {"function":7}                                                                   also 11, 12 and 17
 * {"function":8,"subFunction":0,"data":"a537"}
 * {"function":20,"records":[{"file":4,"record":1,"quantity":2}]}
 * {"function":21,"records":[{"file":4,"record":7,"values":[1711,1214]}]}
 * {"function":24,"address":1246}
 * {"function":43,"code":1,"object":0}
 * {"unitId":1,"function":65,"pdu":"410102"}                                        any other: octets of the PDU, hexadecimal
 * }</pre>
 *
 * <p>Address, quantity and values of function 23 are those of its write. A response has the form of its request with the
 * values that were read, so function 23 answers with address and quantity of its read; a failed one is {@code
 * {"unitId":1,"function":3,"exception":2}}. The rarer functions answer with:
 *
 * <pre>{@code
 * {"function":7,"status":109}
 * {"function":8,"subFunction":0,"data":"a537"}
 * {"function":11,"status":0,"events":264}
 * {"function":12,"status":0,"events":264,"messages":289,"log":"2000"}
 * {"function":17,"id":1,"runIndicator":255,"text":"LMB3.1.6"}
 * {"function":20,"records":[{"file":4,"record":1,"values":[3582,32]}]}             21 likewise
 * {"function":24,"address":1246,"values":[440,4740]}
 * {"function":43,"code":1,"conformity":129,"moreFollows":false,"nextObject":0,"objects":[{"id":0,"value":"ACME"}]}
 * }</pre>
 *
 * <p>Reading is strict: unknown, repeated, missing and superfluous fields fail, and so do values out of range. {@code unitId}
 * may be missing; so may {@code quantity} where there are values, {@code function} where there is a PDU. Registers may be
 * written as -32768..65535 and coils as {@code true} or {@code false}; what is written here is 0..65535 and 0 or 1.
 */
public final class ModbusJson {

    private ModbusJson() {}

    /**
     * JSON text of a request.
     *
     * @param unitId 0..255, or {@code null} to name none
     */
    public static String write(@Nullable Integer unitId, ModbusRequest request) {
        return ModbusJsonWriter.request(unitId, request);
    }

    /**
     * JSON text of a response.
     *
     * @param unitId   0..255, or {@code null} to name none
     * @param request  what the response answers; {@code null} when that is not known, and then the text of a read has no address
     * @param response the answer
     */
    public static String write(@Nullable Integer unitId, @Nullable ModbusRequest request, ModbusResponse response) {
        return ModbusJsonWriter.response(unitId, request, response);
    }

    /**
     * Reads the JSON text of a request.
     *
     * @throws IllegalArgumentException if it is none; says which field has which value, and what is allowed
     */
    public static ModbusJsonRequest readRequest(String json) {
        return ModbusJsonReader.request(ModbusJsonFields.read(json));
    }

    /**
     * Reads the JSON text of a response.
     *
     * @throws IllegalArgumentException if it is none; says which field has which value, and what is allowed
     */
    public static ModbusJsonResponse readResponse(String json) {
        return ModbusJsonReader.response(ModbusJsonFields.read(json), null);
    }

    /**
     * As {@link #readResponse(String)}, of a text that may leave out the function, as in {@code {"exception":2}}.
     *
     * @param function 1..127, when the text names none
     */
    public static ModbusJsonResponse readResponse(String json, int function) {
        return ModbusJsonReader.response(ModbusJsonFields.read(json), function);
    }
}
