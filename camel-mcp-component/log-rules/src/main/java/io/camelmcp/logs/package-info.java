/**
 * Turns lines of logs into events, by rules that stand in YAML files. No Camel in here.
 *
 * <pre>{@code
 * LogRules rules = LogRules.shipped();
 * LogEvent event = rules.newParser().parse("Nov 23 04:02:52 host sshd[7]: Failed password for root from 10.1.2.3 port 22 ssh2");
 * event.type();      // ssh.login-failed
 * event.severity();  // WARNING
 * event.fields();    // {host=host, pid=7, user=root, sourceIp=10.1.2.3, sourcePort=22, ...}
 * }</pre>
 */
@NullMarked
package io.camelmcp.logs;

import org.jspecify.annotations.NullMarked;
