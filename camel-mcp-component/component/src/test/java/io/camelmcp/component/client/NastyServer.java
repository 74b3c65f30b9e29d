package io.camelmcp.component.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A Modbus server that misbehaves as libmodbus's unit-test-server does, and worse. It answers a read of one register with the
 * address; for some addresses it does what {@link Behaviour} says once.
 */
abstract class NastyServer implements AutoCloseable {

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile Socket last = new Socket();

    NastyServer() throws IOException {
        Thread thread = new Thread(this::accept, "nasty");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** What an answer is made of; {@code request} is a whole frame. */
    abstract void answer(byte[] request, OutputStream out, Socket socket) throws IOException;

    abstract int requestLength();

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                last = socket;
                connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket), "nasty");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            byte[] request = new byte[requestLength()];
            while (true) {
                in.readFully(request);
                answer(request, socket.getOutputStream(), socket);
            }
        } catch (IOException e) {
            // closed, by whom ever
        }
    }

    static void dribble(OutputStream out, byte[] octets) throws IOException {
        for (byte octet : octets) {
            out.write(octet);
            out.flush();
            pause(5);
        }
    }

    /** What the misbehaviour is made of; no test waits for it to be over. */
    static void pause(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Override
    public void close() throws IOException {
        server.close();
        last.close();
    }
}
