/** The output to the HTTP Event Collector of Splunk. */
@NullMarked
package io.camelmcp.gateway.output.splunk;

import org.jspecify.annotations.NullMarked;
