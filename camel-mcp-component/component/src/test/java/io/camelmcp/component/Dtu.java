package io.camelmcp.component;

import io.camelmcp.codec.modbus.Crc16;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** A device that dials in: it registers, and is a slave with 16 holding registers then, with RTU or TCP. */
final class Dtu implements AutoCloseable {

    private static final int MASK_WRITE = 0x16;

    final AtomicIntegerArray registers = new AtomicIntegerArray(16);
    final AtomicInteger asked = new AtomicInteger();
    final Queue<Integer> functions = new ConcurrentLinkedQueue<>();
    final Socket socket;
    private final OutputStream out;
    private volatile byte[] inFront = {};
    private volatile boolean silent;
    private volatile byte @Nullable [] header;
    private volatile boolean tcp;

    Dtu(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    Dtu(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
    }

    /** Sends octets as they are. */
    synchronized Dtu send(byte... octets) throws IOException {
        out.write(octets);
        out.flush();
        return this;
    }

    Dtu register(String packet) throws IOException {
        return send(packet.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** Octets that stand in front of each answer from now on. */
    Dtu inFrontOfAnswers(byte... octets) {
        inFront = octets;
        return this;
    }

    /** Speaks Modbus TCP. */
    Dtu tcp() {
        tcp = true;
        return this;
    }

    Dtu silent(boolean now) {
        silent = now;
        return this;
    }

    /** Answers requests until the connection ends. */
    Dtu serve() {
        Thread thread = new Thread(this::run, "dtu");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                header = tcp ? in.readNBytes(6) : null;
                byte[] request = in.readNBytes(2);
                if (request.length < 2) {
                    return;
                }
                int fields = (request[1] == MASK_WRITE ? 6 : 4) + (tcp ? 0 : 2);
                request = Arrays.copyOf(request, 2 + fields);
                in.readFully(request, 2, fields);
                asked.incrementAndGet();
                functions.add((int) request[1]);
                int address = (request[2] & 0xFF) << 8 | request[3] & 0xFF;
                int value = (request[4] & 0xFF) << 8 | request[5] & 0xFF;
                if (silent) {
                    continue;
                }
                if (request[1] == 6) {
                    registers.set(address, value);
                    answer(request[0], 6, request[2], request[3], request[4], request[5]);
                } else if (request[1] == 3 && address + value <= registers.length()) {
                    byte[] pdu = new byte[1 + 2 * value];
                    pdu[0] = (byte) (2 * value);
                    for (int i = 0; i < value; i++) {
                        int register = registers.get(address + i);
                        pdu[1 + 2 * i] = (byte) (register >> 8);
                        pdu[2 + 2 * i] = (byte) register;
                    }
                    answer(request[0], 3, pdu);
                } else {
                    answer(request[0], request[1] | 0x80, (byte) (request[1] == MASK_WRITE ? 1 : 2));
                }
            }
        } catch (IOException e) {
            // the connection has ended
        }
    }

    private void answer(int unit, int function, byte... data) throws IOException {
        byte[] asked = header;
        if (asked != null) {
            send(ByteBuffer.allocate(8 + data.length)
                    .put(asked, 0, 4)
                    .putShort((short) (2 + data.length))
                    .put((byte) unit)
                    .put((byte) function)
                    .put(data)
                    .array());
            return;
        }
        byte[] frame = new byte[inFront.length + data.length + 4];
        int from = inFront.length;
        System.arraycopy(inFront, 0, frame, 0, from);
        frame[from] = (byte) unit;
        frame[from + 1] = (byte) function;
        System.arraycopy(data, 0, frame, from + 2, data.length);
        int crc = Crc16.of(Unpooled.wrappedBuffer(frame), from, data.length + 2);
        frame[frame.length - 2] = (byte) crc;
        frame[frame.length - 1] = (byte) (crc >> 8);
        send(frame);
    }

    /** Whether the other end has closed; waits for it. */
    boolean isClosedByPeer() throws IOException {
        socket.setSoTimeout(10_000);
        try {
            while (socket.getInputStream().read() >= 0) {
                // requests that came before
            }
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
