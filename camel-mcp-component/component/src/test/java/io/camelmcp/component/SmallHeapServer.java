package io.camelmcp.component;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.apache.camel.builder.RouteBuilder;

/** A server in a JVM of its own, so that its heap can be small: prints its port, then the heap in use for each line it reads. */
public final class SmallHeapServer {

    private SmallHeapServer() {}

    public static void main(String[] args) throws Exception {
        try (TestContext test = TestContext.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mcp:127.0.0.1:0").setHeader("x", constant(1)).process(exchange -> {});
                    }
                });
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(test.port());
            while (commands.readLine() != null) {
                System.gc();
                System.out.println(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        }
    }
}
