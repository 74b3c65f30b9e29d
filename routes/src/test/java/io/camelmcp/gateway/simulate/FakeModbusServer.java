package io.camelmcp.gateway.simulate;

import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRtuDecoder;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpDecoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.codec.modbus.RtuLength;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A Modbus slave, TCP or RTU over TCP, that does with each request what the test says. */
final class FakeModbusServer implements AutoCloseable {

    @FunctionalInterface
    interface Script {
        void on(ModbusFrame request, Channel channel);
    }

    final List<ModbusFrame> received = new CopyOnWriteArrayList<>();
    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel server;

    FakeModbusServer(DeviceProtocol protocol, Script script) {
        boolean rtu = protocol == DeviceProtocol.MODBUS_RTU;
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline()
                                .addLast(
                                        rtu
                                                ? new ModbusRtuDecoder(RtuLength.REQUESTS, true, () -> {}, null)
                                                : new ModbusTcpDecoder(null))
                                .addLast(rtu ? new ModbusRtuEncoder() : new ModbusTcpEncoder())
                                .addLast(new SimpleChannelInboundHandler<ModbusFrame>() {
                                    @Override
                                    protected void channelRead0(ChannelHandlerContext ctx, ModbusFrame request) {
                                        received.add(request);
                                        script.on(request, ctx.channel());
                                    }
                                });
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** The answer that a slave full of zeros gives. */
    static ModbusFrame answerTo(ModbusFrame request) {
        byte[] pdu = request.pdu();
        byte[] answer =
                switch (request.function()) {
                    case 0x01 -> new byte[] {0x01, 1, 0};
                    case 0x03 -> {
                        byte[] registers = new byte[2 + 2 * pdu[4]];
                        registers[0] = 0x03;
                        registers[1] = (byte) (2 * pdu[4]);
                        yield registers;
                    }
                    default -> Arrays.copyOf(pdu, 5);
                };
        return new ModbusFrame(request.transactionId(), request.unitId(), answer);
    }

    static ModbusFrame exceptionTo(ModbusFrame request, int code) {
        byte[] pdu = {(byte) (request.function() | 0x80), (byte) code};
        return new ModbusFrame(request.transactionId(), request.unitId(), pdu);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
