import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Answers as the HTTP Event Collector of Splunk does, and prints what it gets. Arguments: port, token. */
public class Collector {

    public static void main(String[] args) throws Exception {
        String token = "Splunk " + args[1];
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        server.createContext("/services/collector/event", exchange -> {
            boolean known = token.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            String body;
            try (InputStream in = exchange.getRequestBody();
                    InputStream plain = zipped ? new GZIPInputStream(in) : in) {
                body = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (known) {
                System.out.print(body);
            }
            byte[] answer = (known ? "{\"text\":\"Success\",\"code\":0}" : "{\"text\":\"Invalid token\",\"code\":4}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 403, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        System.out.println("collector on port " + server.getAddress().getPort());
    }
}
