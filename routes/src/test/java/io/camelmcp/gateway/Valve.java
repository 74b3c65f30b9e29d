package io.camelmcp.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/** A device on a plain socket, which has logged in and answers what it is asked when the test says so. */
final class Valve implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    Valve(int port, String clientId) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        in = new DataInputStream(socket.getInputStream());
        send(McpFrame.sequenced(McpCommand.LOGIN, 0, 1, ("{\"clientId\":\"" + clientId + "\"}").getBytes(UTF_8)));
        McpFrame answer = receive();
        if (answer.command() != (McpCommand.LOGIN | McpCommand.ANSWER_BIT)) {
            throw new IOException("LOGIN was answered by " + answer.command());
        }
    }

    void send(McpFrame frame) throws IOException {
        socket.getOutputStream().write(McpFrameEncoder.encode(frame));
    }

    /** The next frame, PINGs aside. */
    McpFrame receive() throws IOException {
        while (true) {
            int head = in.readInt();
            if (head >>> 8 != (McpFrame.MAGIC << 8 | McpFrame.SEQUENCED)) {
                throw new IOException("not a frame of version 2: " + Integer.toHexString(head));
            }
            int length = in.readInt();
            long id = Integer.toUnsignedLong(in.readInt());
            int seq = in.readUnsignedShort();
            byte[] body = in.readNBytes(length - McpFrame.SEQUENCED_PREFIX);
            in.skipNBytes(McpFrame.CRC_LENGTH);
            McpFrame frame = McpFrame.sequenced(head & 0xFF, id, seq, body);
            if (frame.command() != McpCommand.PING) {
                return frame;
            }
            send(frame.answer(frame.body()));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
