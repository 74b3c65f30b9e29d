/** The {@code jsonl:} endpoint: events as JSON lines in one file a day. */
@NullMarked
package io.camelmcp.gateway.jsonl;

import org.jspecify.annotations.NullMarked;
