package io.camelmcp.gateway.engines;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/**
 * Another Artemis broker than the one inside the gateway, reached over TCP with {@link #user()} and {@link #password()}.
 * It makes queues and topics as they are asked for.
 */
public final class ArtemisEngine extends Engine {

    private static ArtemisEngine shared;

    private final int port = freePorts(1)[0];
    private ActiveMQServer server;

    public ArtemisEngine() {
        super("artemis");
    }

    public static synchronized ArtemisEngine running() {
        if (shared == null) {
            shared = new ArtemisEngine();
        }
        return running(shared);
    }

    /** {@code tcp://127.0.0.1:PORT} */
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    public String user() {
        return "gateway";
    }

    public String password() {
        return "open-sesame";
    }

    public int port() {
        return port;
    }

    public ActiveMQConnectionFactory connectionFactory() {
        return new ActiveMQConnectionFactory(url(), user(), password());
    }

    @Override
    void launch() throws Exception {
        Configuration c = new ConfigurationImpl();
        c.setName("other");
        c.setBrokerInstance(directory().toFile());
        for (String folder : new String[] {"journal", "bindings", "paging", "large-messages"}) {
            String path = directory().resolve(folder).toString();
            switch (folder) {
                case "journal" -> c.setJournalDirectory(path).setNodeManagerLockDirectory(path);
                case "bindings" -> c.setBindingsDirectory(path);
                case "paging" -> c.setPagingDirectory(path);
                default -> c.setLargeMessagesDirectory(path);
            }
        }
        c.setPersistenceEnabled(true);
        c.setJournalFileSize(1024 * 1024);
        c.setMaxDiskUsage(-1);
        c.setSecurityEnabled(true);
        c.setJMXManagementEnabled(false);
        c.addAcceptorConfiguration(new TransportConfiguration(
                NettyAcceptorFactory.class.getName(), Map.of("host", "127.0.0.1", "port", port), "tcp"));
        c.putSecurityRoles(
                "#", Set.of(new Role("all", true, true, true, true, true, true, true, true, true, true, false, false)));
        c.addAddressSetting(
                "#", new AddressSettings().setAutoDeleteQueues(false).setAutoDeleteAddresses(false));
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(user(), password());
        users.addRole(user(), "all");
        server = ActiveMQServers.newActiveMQServer(
                c, null, new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users), true);
        server.start();
        if (!server.waitForActivation(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not active within 30 s");
        }
    }

    @Override
    void halt() throws Exception {
        server.stop();
    }
}
