package io.camelmcp.gateway.output.search;

/** Elasticsearch: the same requests, under its own name. */
public final class ElasticsearchOutputType extends SearchOutputType {

    public ElasticsearchOutputType() {
        super("elasticsearch");
    }
}
