package io.camelmcp.component;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A device written from docs/protocol.md alone, on a plain socket: nothing of the project's codec is used, so that a mistake which
 * the codec makes both ways is seen.
 */
public final class PlainDevice implements Closeable {

    /** What came back: the parts of a frame. */
    public record Reply(int version, int command, long id, int seq, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Code of an ERROR. */
        public int errorCode() {
            if (command != 0xFF) {
                throw new AssertionError("not an ERROR but " + this);
            }
            return (body[1] & 0xFF) << 8 | body[2] & 0xFF;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    public PlainDevice(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    public PlainDevice(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    public static byte[] plain(int command, byte[] body) {
        return frame(1, command, body);
    }

    public static byte[] sequenced(int command, long id, int seq, byte[] body) {
        byte[] payload = new byte[6 + body.length];
        for (int i = 0; i < 4; i++) {
            payload[i] = (byte) (id >> 8 * (3 - i));
        }
        payload[4] = (byte) (seq >> 8);
        payload[5] = (byte) seq;
        System.arraycopy(body, 0, payload, 6, body.length);
        return frame(2, command, payload);
    }

    private static byte[] frame(int version, int command, byte[] payload) {
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            DataOutputStream data = new DataOutputStream(octets);
            data.writeShort(0x4D43);
            data.writeByte(version);
            data.writeByte(command);
            data.writeInt(payload.length);
            data.write(payload);
            CRC32 crc = new CRC32();
            crc.update(octets.toByteArray());
            data.writeInt((int) crc.getValue());
            return octets.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public PlainDevice sendPlain(int command, String body) throws IOException {
        return send(plain(command, utf8(body)));
    }

    public PlainDevice sendSequenced(int command, int seq, String body) throws IOException {
        return send(sequenced(command, 0, seq, utf8(body)));
    }

    public PlainDevice send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
        return this;
    }

    /** One octet a write, so that the other side sees them as they come. */
    public PlainDevice sendOctetByOctet(byte[] octets) throws IOException {
        for (byte octet : octets) {
            out.write(octet);
            out.flush();
        }
        return this;
    }

    /** No more from us; answers may still come. */
    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    public Reply receive() throws IOException {
        return read(in);
    }

    /** Reads one frame. */
    public static Reply read(DataInputStream in) throws IOException {
        byte[] header = new byte[8];
        in.readFully(header);
        if (header[0] != 0x4D || header[1] != 0x43) {
            throw new AssertionError("answer does not begin with 4D 43");
        }
        int length = (header[4] & 0xFF) << 24 | (header[5] & 0xFF) << 16 | (header[6] & 0xFF) << 8 | header[7] & 0xFF;
        byte[] payload = new byte[length];
        in.readFully(payload);
        CRC32 crc = new CRC32();
        crc.update(header);
        crc.update(payload);
        if (in.readInt() != (int) crc.getValue()) {
            throw new AssertionError("CRC of the answer is wrong");
        }
        int version = header[2];
        int command = header[3] & 0xFF;
        if (version == 1) {
            return new Reply(1, command, 0, 0, payload);
        }
        long id = 0;
        for (int i = 0; i < 4; i++) {
            id = id << 8 | payload[i] & 0xFF;
        }
        int seq = (payload[4] & 0xFF) << 8 | payload[5] & 0xFF;
        byte[] body = new byte[length - 6];
        System.arraycopy(payload, 6, body, 0, body.length);
        return new Reply(2, command, id, seq, body);
    }

    /** Octets as they come, for Modbus. */
    public byte[] receiveOctets(int count) throws IOException {
        byte[] octets = new byte[count];
        in.readFully(octets);
        return octets;
    }

    /** Whether the other side closes without sending anything more. */
    public boolean isClosedByPeer() throws IOException {
        try {
            return in.read() == -1;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
