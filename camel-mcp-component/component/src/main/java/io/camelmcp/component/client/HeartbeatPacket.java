package io.camelmcp.component.client;

import io.netty.buffer.ByteBuf;

/** Octets that a device may send between its answers. */
final class HeartbeatPacket {

    private HeartbeatPacket() {}

    /** How many octets of the packet stand at the beginning, if what is there is it or begins it; else 0. */
    static int matching(byte[] packet, ByteBuf in) {
        int most = Math.min(packet.length, in.readableBytes());
        for (int i = 0; i < most; i++) {
            if (in.getByte(in.readerIndex() + i) != packet[i]) {
                return 0;
            }
        }
        return most;
    }
}
