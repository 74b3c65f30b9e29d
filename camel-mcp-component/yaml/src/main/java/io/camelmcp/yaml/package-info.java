/** Reads YAML files whose errors name file, line, key, value and way out. */
@NullMarked
package io.camelmcp.yaml;

import org.jspecify.annotations.NullMarked;
