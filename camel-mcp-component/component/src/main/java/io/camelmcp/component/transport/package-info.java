/** Which of Netty's transports is used, known in one place. */
@NullMarked
package io.camelmcp.component.transport;

import org.jspecify.annotations.NullMarked;
