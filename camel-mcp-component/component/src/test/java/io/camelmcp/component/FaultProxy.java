package io.camelmcp.component;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server, and cuts connections at any octet, or passes octets one by one. */
final class FaultProxy implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private final int target;
    private final Random random;
    private volatile int cutWithin;
    private volatile boolean dribbling;

    /**
     * A proxy to a port of this machine that does nothing yet.
     *
     * @param seed of the places at which it cuts
     */
    FaultProxy(int target, long seed) throws IOException {
        this.target = target;
        this.random = new Random(seed);
        start(this::accept);
    }

    /** Cuts each connection, from now on, after at most so many octets in one direction; 0 for no more. */
    FaultProxy cutWithin(int octets) {
        cutWithin = octets;
        return this;
    }

    /** Passes octets one by one. */
    FaultProxy dribble() {
        dribbling = true;
        return this;
    }

    int port() {
        return listener.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    void cutAll() {
        sockets.forEach(FaultProxy::close);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                start(() -> pass(client, server));
                start(() -> pass(server, client));
            } catch (IOException e) {
                close(client);
            }
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[4_096];
        int limit = cutWithin;
        int left = limit == 0 ? Integer.MAX_VALUE : 1 + nextInt(limit);
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int passed = Math.min(read, left);
                for (int at = 0; at < passed; at += dribbling ? 1 : passed) {
                    out.write(buffer, at, dribbling ? 1 : passed);
                }
                left -= passed;
                if (left == 0 && cutWithin > 0) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        } finally {
            close(from);
            close(to);
        }
    }

    private int nextInt(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // cut, or closed: that is what it is for
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }
}
