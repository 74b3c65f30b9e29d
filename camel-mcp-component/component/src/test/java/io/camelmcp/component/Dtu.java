package io.camelmcp.component;

import io.camelmcp.codec.modbus.Crc16;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** A device that dials in: it registers, and is an RTU slave with 16 holding registers then. */
final class Dtu implements AutoCloseable {

    final AtomicIntegerArray registers = new AtomicIntegerArray(16);
    final AtomicInteger asked = new AtomicInteger();
    final Socket socket;
    private final OutputStream out;
    private volatile byte[] inFront = {};
    private volatile boolean silent;

    Dtu(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
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
                byte[] request = in.readNBytes(8);
                if (request.length < 8) {
                    return;
                }
                asked.incrementAndGet();
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
                    answer(request[0], request[1] | 0x80, (byte) 2);
                }
            }
        } catch (IOException e) {
            // the connection has ended
        }
    }

    private void answer(int unit, int function, byte... data) throws IOException {
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
