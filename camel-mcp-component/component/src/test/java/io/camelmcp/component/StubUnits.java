package io.camelmcp.component;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Modbus TCP device that does what a test says with each request, whatever is asked. */
final class StubUnits implements Closeable {

    /** Does something with a request, frame and all; may write answers, also later. */
    @FunctionalInterface
    interface Behaviour {
        void take(byte[] frame, OutputStream out) throws IOException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final int mostConnections;

    StubUnits(Behaviour behaviour) throws IOException {
        this(behaviour, Integer.MAX_VALUE);
    }

    StubUnits(Behaviour behaviour, int mostConnections) throws IOException {
        this.behaviour = behaviour;
        this.mostConnections = mostConnections;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Answers a read of one register with the number of its unit and its address. */
    static void echo(byte[] frame, OutputStream out) throws IOException {
        out.write(new byte[] {frame[0], frame[1], 0, 0, 0, 5, frame[6], frame[7], 2, frame[6], frame[9]});
        out.flush();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.add(socket);
                if (connections.size() > mostConnections) {
                    socket.close();
                } else {
                    start(() -> serve(socket));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] header = in.readNBytes(6);
                if (header.length < 6) {
                    return;
                }
                byte[] frame = new byte[6 + (header[5] & 0xFF)];
                System.arraycopy(header, 0, frame, 0, 6);
                in.readFully(frame, 6, frame.length - 6);
                requests.add(HexFormat.of().formatHex(frame, 6, frame.length));
                synchronized (this) {
                    behaviour.take(frame, socket.getOutputStream());
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "stub-units");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
