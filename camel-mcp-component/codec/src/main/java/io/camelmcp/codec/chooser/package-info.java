/**
 * Which protocol a new connection speaks, told from its first octets (docs/protocol.md, section 4). Apart from the codecs,
 * because it is the one thing that knows all of them.
 */
@NullMarked
package io.camelmcp.codec.chooser;

import org.jspecify.annotations.NullMarked;
