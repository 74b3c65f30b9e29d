package io.camelmcp.gateway.config;

/** How a line of the log looks: {@code gateway.log.format}, {@code json} (the default) or {@code text}. */
public final class LogFormat {

    private static final String KEY = "gateway.log.format";
    private static final String FILES = "log4j2.configurationFile";

    private LogFormat() {}

    /**
     * Sets it, before anything is logged. A {@code -Dlog4j2.configurationFile} of the operator's own comes before it.
     *
     * @throws ConfigurationException if it is neither of them
     */
    public static void set(SettingsSource source) {
        String format = source.find(KEY);
        if (format != null && !format.equals("json") && !format.equals("text")) {
            throw source.bad(KEY, format, "is neither json nor text", null);
        }
        if ("text".equals(format) && System.getProperty(FILES) == null) {
            System.setProperty(FILES, "classpath:log4j2.properties,classpath:log4j2-text.properties");
        }
    }
}
