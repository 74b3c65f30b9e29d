/** Output into a queue or a topic of a JMS broker. */
@NullMarked
package io.camelmcp.gateway.output.jms;

import org.jspecify.annotations.NullMarked;
