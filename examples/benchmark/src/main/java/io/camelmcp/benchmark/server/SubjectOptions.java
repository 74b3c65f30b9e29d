package io.camelmcp.benchmark.server;

import java.nio.file.Path;

/**
 * What a subject is started with.
 *
 * @param loops      event loops that carry connections, the same number for every subject
 * @param mcpOptions more options for the URI of {@code mcp:}, as {@code a=b&c=d}; may be empty
 * @param directory  a directory of the subject's own, which may not exist yet
 * @param routes     folder with the gateway's own route files
 */
public record SubjectOptions(int loops, String mcpOptions, Path directory, Path routes) {}
