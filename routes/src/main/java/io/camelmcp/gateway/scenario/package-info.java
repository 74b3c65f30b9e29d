/**
 * Load scenarios: ten thousand devices that log in and idle, log in all at once, or are all asked at once, and clients of ours that
 * come back after a restart. {@link io.camelmcp.gateway.scenario.Scenarios} is the way in.
 */
@NullMarked
package io.camelmcp.gateway.scenario;

import org.jspecify.annotations.NullMarked;
