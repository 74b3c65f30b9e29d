package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/**
 * docs/reference.md is made from the generated metadata of the component, so that it cannot tell anything else. Run with
 * {@code -Dreference.update=true} to write it anew.
 */
class ReferencePageTest {

    private static final Path PAGE = Path.of("../../docs/reference.md");

    @Test
    void pageSaysWhatTheMetadataSays() throws IOException {
        String expected = page(metadata());
        if (Boolean.getBoolean("reference.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE)
                .as(
                        "stale: build the component with -Dtest=ReferencePageTest -Dreference.update=true and commit the page")
                .hasContent(expected);
    }

    @Test
    void metadataHasLostNoCharacterOfADescription() throws IOException {
        List<String> written = new ArrayList<>();
        for (Class<?> type : List.of(
                McpEndpoint.class,
                McpConfiguration.class,
                McpSessionConfiguration.class,
                McpLoginConfiguration.class,
                McpComponent.class,
                McpConstants.class)) {
            for (Field field : type.getDeclaredFields()) {
                UriParam option = field.getAnnotation(UriParam.class);
                UriPath part = field.getAnnotation(UriPath.class);
                Metadata header = field.getAnnotation(Metadata.class);
                written.add(option != null ? option.description() : "");
                written.add(part != null ? part.description() : "");
                written.add(header != null ? header.description() : "");
            }
        }
        written.removeIf(String::isEmpty);

        List<String> told = metadata().findValuesAsText("description");
        assertThat(written)
                .hasSizeGreaterThan(100)
                .as("the generator drops characters such as at signs and asterisks: say them in words")
                .allSatisfy(description -> assertThat(told).contains(description));
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream json = McpEndpoint.class.getResourceAsStream("/META-INF/io/camelmcp/component/mcp.json")) {
            return new ObjectMapper().readTree(json);
        }
    }

    private static String page(JsonNode metadata) {
        StringBuilder page = new StringBuilder("# Reference: options and headers of `mcp:`\n\n"
                + "Made from the metadata of the component; edit the annotations in the code, not this page.\n\n"
                + "Syntax: `" + metadata.at("/component/syntax").asText() + "?options`\n\n");
        page.append("## Options of an endpoint\n\n| option | default | for | |\n|---|---|---|---|\n");
        for (Map.Entry<String, JsonNode> option : metadata.get("properties").properties()) {
            append(page, option);
        }
        page.append("\n## Options of the component\n\n"
                + "Set as `camel.component.mcp.NAME`. `configuration` holds defaults for all endpoints.\n\n"
                + "| option | default | for | |\n|---|---|---|---|\n");
        for (Map.Entry<String, JsonNode> option :
                metadata.get("componentProperties").properties()) {
            if (!metadata.get("properties").has(option.getKey())) {
                append(page, option);
            }
        }
        page.append(
                "\n## Headers\n\nAll are strings or numbers that the component computes; what a device sends stays in the"
                        + " body.\n\n| header | type | for | |\n|---|---|---|---|\n");
        for (Map.Entry<String, JsonNode> header : metadata.get("headers").properties()) {
            JsonNode value = header.getValue();
            row(
                    page,
                    header.getKey(),
                    value.path("javaType").asText().replace("java.lang.", ""),
                    value.path("label").asText(),
                    value.path("description").asText());
        }
        return page.toString();
    }

    private static void append(StringBuilder page, Map.Entry<String, JsonNode> option) {
        JsonNode value = option.getValue();
        String fallback = value.path("required").asBoolean()
                ? "required"
                : value.path("defaultValue").asText("");
        StringBuilder text = new StringBuilder(value.path("description").asText());
        if (value.has("enum")) {
            text.append(" One of:");
            value.get("enum")
                    .forEach(one -> text.append(" `").append(one.asText()).append('`'));
            text.append('.');
        }
        row(page, option.getKey(), fallback, value.path("label").asText(), text.toString());
    }

    private static void row(StringBuilder page, String name, String second, String label, String text) {
        page.append("| `")
                .append(name)
                .append("` | ")
                .append(second)
                .append(" | ")
                .append(label.replace(",", ", "))
                .append(" | ")
                .append(text.replace("|", "\\|"))
                .append(" |\n");
    }
}
