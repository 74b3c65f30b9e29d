/** One id for all that happens to what a device has sent: in its event, in log lines, and in what leaves. */
@NullMarked
package io.camelmcp.gateway.trace;

import org.jspecify.annotations.NullMarked;
