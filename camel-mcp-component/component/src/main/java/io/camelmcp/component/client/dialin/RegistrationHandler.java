package io.camelmcp.component.client.dialin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for the registration packet of a device, and puts its line in its own place. */
final class RegistrationHandler extends ByteToMessageDecoder {

    /** Within a packet a device does not pause for so long, not even over a cellular network that splits it. */
    static final long PAUSE_MILLIS = 100;

    private final DialIn dialIn;
    private final InetSocketAddress remote;
    private final Consumer<String> refused;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> pause;
    private boolean paused;
    private boolean done;

    RegistrationHandler(DialIn dialIn, InetSocketAddress remote, Consumer<String> refused) {
        this.dialIn = dialIn;
        this.remote = remote;
        this.refused = refused;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long timeout = dialIn.options().timeout().toMillis();
        deadline = ctx.executor().schedule(() -> tooLate(ctx, timeout), timeout, TimeUnit.MILLISECONDS);
        String id = dialIn.options().registration().idOf(remote.getAddress());
        if (id != null) {
            // handlers may not be replaced while they are being added
            ctx.executor().execute(() -> known(ctx, id));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (done) {
            in.skipBytes(in.readableBytes());
            return;
        }
        cancel(pause);
        Registration.Reading reading = dialIn.options().registration().read(ByteBufUtil.getBytes(in), paused);
        if (reading instanceof Registration.Reading.Known known) {
            in.skipBytes(known.octets());
            known(ctx, known.id());
        } else if (reading instanceof Registration.Reading.Refused no) {
            in.skipBytes(in.readableBytes());
            refuse(ctx, no.why());
        } else {
            pause = ctx.executor().schedule(() -> paused(ctx), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tooLate(ChannelHandlerContext ctx, long timeout) {
        byte[] received = ByteBufUtil.getBytes(internalBuffer());
        refuse(
                ctx,
                "no registration packet within registrationTimeout=" + timeout
                        + (received.length == 0 ? "" : ", only " + Registration.beginning(received)));
    }

    private void paused(ChannelHandlerContext ctx) {
        if (!done && !ctx.isRemoved()) {
            paused = true;
            ByteBuf received = internalBuffer();
            decode(ctx, received, List.of());
            paused = false;
        }
    }

    private void known(ChannelHandlerContext ctx, String id) {
        if (done) {
            return;
        }
        String no = dialIn.refusal(id);
        if (no != null) {
            refuse(ctx, no);
            return;
        }
        end();
        dialIn.connect(id, ctx.channel(), remote);
        // what has been buffered goes to the line
        ctx.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext ctx, String why) {
        if (done) {
            return;
        }
        end();
        refused.accept(why);
        ctx.close();
    }

    private void end() {
        done = true;
        cancel(pause);
        cancel(deadline);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            end();
            ctx.close();
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx, String.valueOf(cause.getMessage()));
        ctx.close();
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
