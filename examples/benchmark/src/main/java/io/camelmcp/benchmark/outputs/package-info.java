/** What it costs to send events to a search engine and to Splunk. */
@NullMarked
package io.camelmcp.benchmark.outputs;

import org.jspecify.annotations.NullMarked;
