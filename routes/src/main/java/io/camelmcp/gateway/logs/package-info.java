/** Lines of logs that devices, files or queues send, made into events by rules. */
@NullMarked
package io.camelmcp.gateway.logs;

import org.jspecify.annotations.NullMarked;
