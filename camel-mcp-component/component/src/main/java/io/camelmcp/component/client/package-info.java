/** The dialling end: connections to devices and gateways that reconnect by themselves, requests and their answers. */
@NullMarked
package io.camelmcp.component.client;

import org.jspecify.annotations.NullMarked;
