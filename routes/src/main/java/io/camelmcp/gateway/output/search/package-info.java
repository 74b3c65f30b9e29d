/** The outputs to Elasticsearch and OpenSearch. */
@NullMarked
package io.camelmcp.gateway.output.search;

import org.jspecify.annotations.NullMarked;
