/** Output into a topic of Kafka, or of what speaks its protocol. */
@NullMarked
package io.camelmcp.gateway.output.kafka;

import org.jspecify.annotations.NullMarked;
