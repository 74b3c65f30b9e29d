package io.camelmcp.component;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A Modbus master on a plain socket that sends whatever octets a test wants; nothing of the project's codec is used, so that a mistake
 * which the codec makes both ways is seen. Octets are hexadecimal, blanks are for the eye.
 */
final class RawMaster implements Closeable {

    /** What a read finds when the server has closed the connection. */
    static final String CLOSED = "closed";

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final boolean rtu;
    private int transaction = 0x1000;

    RawMaster(int port, boolean rtu) throws IOException {
        this.socket = new Socket("127.0.0.1", port);
        this.rtu = rtu;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** The frame of a unit and a PDU. */
    static byte[] mbap(int transaction, String unitAndPdu) {
        byte[] body = octets(unitAndPdu);
        byte[] frame = new byte[6 + body.length];
        frame[0] = (byte) (transaction >> 8);
        frame[1] = (byte) transaction;
        frame[4] = (byte) (body.length >> 8);
        frame[5] = (byte) body.length;
        System.arraycopy(body, 0, frame, 6, body.length);
        return frame;
    }

    static byte[] rtu(String unitAndPdu) {
        byte[] body = octets(unitAndPdu);
        byte[] frame = Arrays.copyOf(body, body.length + 2);
        int crc = crc(body, body.length);
        frame[body.length] = (byte) crc;
        frame[body.length + 1] = (byte) (crc >> 8);
        return frame;
    }

    private static int crc(byte[] octets, int length) {
        int crc = 0xFFFF;
        for (int i = 0; i < length; i++) {
            crc ^= octets[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xA001;
            }
        }
        return crc;
    }

    void write(byte[] octets) throws IOException {
        try {
            out.write(octets);
            out.flush();
        } catch (SocketException e) {
            // closed by the server: a read says so
        }
    }

    /** Sends a unit and a PDU as one frame. */
    void send(String unitAndPdu) throws IOException {
        write(rtu ? rtu(unitAndPdu) : mbap(++transaction, unitAndPdu));
    }

    /** Sends a frame octet by octet. */
    void dribble(String unitAndPdu) throws IOException {
        for (byte octet : rtu ? rtu(unitAndPdu) : mbap(++transaction, unitAndPdu)) {
            write(new byte[] {octet});
        }
    }

    /** Sends a unit and a PDU, and reads the answer to it. */
    String ask(String unitAndPdu) throws IOException {
        send(unitAndPdu);
        return answer();
    }

    /** Unit and PDU of the next answer, which must be that to the last request; {@link #CLOSED} if there is none. */
    String answer() throws IOException {
        return rtu ? rtuAnswer() : mbapAnswer(transaction);
    }

    String mbapAnswer(int expected) throws IOException {
        int first = read();
        if (first < 0) {
            return CLOSED;
        }
        int id = first << 8 | in.readUnsignedByte();
        int protocol = in.readUnsignedShort();
        int length = in.readUnsignedShort();
        if (id != expected || protocol != 0 || length > 254) {
            throw new AssertionError(
                    "transaction " + id + " instead of " + expected + ", protocol " + protocol + ", length " + length);
        }
        return HexFormat.of().formatHex(in.readNBytes(length));
    }

    /** Finds the end by the CRC. */
    private String rtuAnswer() throws IOException {
        byte[] octets = new byte[256];
        for (int length = 0; length < octets.length; ) {
            int next = read();
            if (next < 0) {
                return CLOSED;
            }
            octets[length++] = (byte) next;
            if (length > 4
                    && crc(octets, length - 2) == ((octets[length - 2] & 0xFF) | (octets[length - 1] & 0xFF) << 8)) {
                return HexFormat.of().formatHex(octets, 0, length - 2);
            }
        }
        throw new AssertionError("no frame in 256 octets");
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer in " + TIMEOUT_MILLIS + " ms", e);
        } catch (SocketException e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
