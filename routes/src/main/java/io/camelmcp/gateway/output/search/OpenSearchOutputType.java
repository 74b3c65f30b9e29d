package io.camelmcp.gateway.output.search;

/** OpenSearch. */
public final class OpenSearchOutputType extends SearchOutputType {

    public OpenSearchOutputType() {
        super("opensearch");
    }
}
