package io.camelmcp.logs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as one asks for it.
 *
 * @param name     its name
 * @param type     event type of what it matches
 * @param file     name of its file
 * @param line     line where it begins, from 1
 * @param pattern  its regular expression, with the definitions of the file put in
 * @param literals texts that a line must have before the expression is tried; empty if it is tried on every line
 * @param matched  lines that it has matched since it was loaded
 * @param disabled why it is disabled; {@code null} if it is not
 */
public record RuleInfo(
        String name,
        String type,
        String file,
        int line,
        String pattern,
        List<String> literals,
        long matched,
        @Nullable String disabled) {}
