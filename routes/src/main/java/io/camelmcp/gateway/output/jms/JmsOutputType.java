package io.camelmcp.gateway.output.jms;

import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import jakarta.jms.ConnectionFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A queue or a topic of a broker: Artemis, or any other whose client (Jakarta JMS) is on the class path. */
public final class JmsOutputType implements OutputType {

    @Override
    public String name() {
        return "jms";
    }

    @Override
    public List<OutputProperty> properties() {
        return List.of(
                // it may hold the password of a key store
                OutputProperty.secret("url", "URL as the client of the broker takes it, e.g. `tcp://broker:61616`.")
                        .require(),
                OutputProperty.text("user", "User of the broker."),
                OutputProperty.secret("password", "Password of the user."),
                OutputProperty.text("destination", "Name of the queue or topic.")
                        .orElse("mcp.events"),
                OutputProperty.choice(
                        "destinationType",
                        List.of("queue", "topic"),
                        "A topic keeps nothing for who is not subscribed."),
                OutputProperty.choice("message", List.of("text", "bytes"), "TextMessage, or BytesMessage in UTF-8."),
                OutputProperty.flag(
                        "groupByClient",
                        false,
                        "JMSXGroupID is the client: one reader gets all of its events, in order."),
                OutputProperty.text(
                                "connectionFactory",
                                "Class of a `jakarta.jms.ConnectionFactory` with a constructor that takes the URL.")
                        .orElse(ActiveMQConnectionFactory.class.getName()),
                OutputProperty.duration(
                        "timeout",
                        "30s",
                        1_000,
                        600_000,
                        "How long to wait for an answer of the broker (Artemis only)."));
    }

    @Override
    public Output open(OutputSettings settings) {
        if (settings.isSet("user") != settings.isSet("password")) {
            String missing = settings.isSet("user") ? "password" : "user";
            throw settings.bad(missing, "is missing; user and password go together");
        }
        ConnectionFactory factory = factory(settings, settings.text("url"));
        if (factory instanceof ActiveMQConnectionFactory artemis) {
            artemis.setCallTimeout(settings.duration("timeout").toMillis());
        }
        String name = settings.text("destination");
        boolean topic = settings.text("destinationType").equals("topic");
        return new JmsOutput(
                factory,
                new JmsTarget(
                        settings.text("destinationType") + " " + name + " at "
                                + withoutParameters(settings.text("url")),
                        topic,
                        name,
                        settings.text("message").equals("bytes"),
                        settings.flag("groupByClient"),
                        settings.find("user"),
                        settings.find("password")));
    }

    private static ConnectionFactory factory(OutputSettings settings, String url) {
        String name = settings.text("connectionFactory");
        try {
            Class<?> type = Class.forName(name);
            if (!ConnectionFactory.class.isAssignableFrom(type)) {
                throw settings.bad(
                        "connectionFactory", "is no jakarta.jms.ConnectionFactory; a client for Jakarta JMS is needed");
            }
            return (ConnectionFactory) type.getConstructor(String.class).newInstance(url);
        } catch (InvocationTargetException e) {
            throw settings.bad("url", "is none that " + name + " takes; write e.g. tcp://HOST:61616");
        } catch (ClassNotFoundException e) {
            throw settings.bad(
                    "connectionFactory", "there is no such class; add the client of the broker to the class path");
        } catch (ReflectiveOperationException e) {
            throw settings.bad("connectionFactory", "has no constructor that takes a URL; choose another class");
        }
    }

    private static String withoutParameters(String url) {
        return url.replaceAll("[?;][^,)]*", "").replaceAll("//[^/@,]*@", "//");
    }
}
