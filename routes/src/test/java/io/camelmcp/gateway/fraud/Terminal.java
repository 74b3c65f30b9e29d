package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A device that sends transactions, one at a time. */
final class Terminal implements AutoCloseable {

    private final Socket socket;
    private int seq = 1;

    Terminal(int port, String clientId) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        McpFrame answer = ask(McpCommand.LOGIN, "{\"clientId\":\"" + clientId + "\"}");
        if (answer.command() != (McpCommand.LOGIN | McpCommand.ANSWER_BIT)) {
            throw new IOException("LOGIN was answered by " + answer.command());
        }
    }

    /** Sends a request; 0 if it was acknowledged, else the code of the error. */
    int send(int command, String body) throws IOException {
        McpFrame answer = ask(command, body);
        return answer.command() == McpCommand.ERROR ? answer.body()[1] << 8 | answer.body()[2] : 0;
    }

    int report(String account, String region, String id) throws IOException {
        return send(
                McpCommand.REPORT,
                "{\"account\":\"" + account + "\",\"region\":\"" + region + "\",\"transactionId\":\"" + id + "\"}");
    }

    private McpFrame ask(int command, String body) throws IOException {
        socket.getOutputStream()
                .write(McpFrameEncoder.encode(McpFrame.sequenced(command, 0, seq++, body.getBytes(UTF_8))));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] head = in.readNBytes(8);
        if (head.length < 8) {
            throw new IOException("closed");
        }
        int length = ByteBuffer.wrap(head, 4, 4).getInt();
        byte[] payload = in.readNBytes(length);
        in.readInt();
        return McpFrame.sequenced(
                head[3] & 0xFF,
                0,
                ByteBuffer.wrap(payload, 4, 2).getShort() & 0xFFFF,
                Arrays.copyOfRange(payload, McpFrame.SEQUENCED_PREFIX, length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
