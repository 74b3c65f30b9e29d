/** Reads YAML files whose errors name file, line, key, value and way out. */
@NullMarked
package io.camelmcp.component.modbus.yaml;

import org.jspecify.annotations.NullMarked;
