package io.camelmcp.benchmark.client;

import io.camelmcp.benchmark.process.CommandLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process that loads. Argument: event loops. */
public final class ClientMain {

    private final Map<String, RequestRing> rings = new HashMap<>();
    private final EventLoopGroup loops;
    private @Nullable Load load;

    private ClientMain(int loops) {
        this.loops = new NioEventLoopGroup(loops);
    }

    public static void main(String[] arguments) throws Exception {
        CommandLoop.run(new ClientMain(Integer.parseInt(arguments[0]))::run);
        System.exit(0);
    }

    private Object run(String command, List<String> arguments) throws Exception {
        return switch (command) {
            case "open" -> {
                load = Load.open(
                        loops,
                        rings.computeIfAbsent(arguments.get(4), RequestRing::of),
                        Integer.parseInt(arguments.get(0)),
                        Integer.parseInt(arguments.get(1)),
                        Integer.parseInt(arguments.get(2)),
                        Boolean.parseBoolean(arguments.get(3)));
                yield true;
            }
            case "sample" -> opened().sample();
            case "close" -> {
                Load last = opened();
                load = null;
                yield last.close();
            }
            default -> throw new IllegalArgumentException("unknown command " + command);
        };
    }

    private Load opened() {
        Load opened = load;
        if (opened == null) {
            throw new IllegalStateException("no load is open");
        }
        return opened;
    }
}
