package io.camelmcp.gateway.output;

import io.camelmcp.gateway.events.Event;

/**
 * An event that its target will never take.
 *
 * @param event  what was refused
 * @param reason what the target said, in one line
 */
public record RefusedEvent(Event event, String reason) {}
