package io.camelmcp.component;

import io.camelmcp.component.modbus.tags.ByteOrder;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.jspecify.annotations.Nullable;

/** The options of an {@code mcp:} endpoint about Modbus. */
@UriParams
public abstract class McpModbusConfiguration extends McpSessionConfiguration {

    @UriParam(
            label = "consumer,modbus",
            defaultValue = "memory",
            description =
                    "What answers Modbus requests: a register bank in memory, which keeps writes after the route has finished well (memory); one with the units, addresses and values of a file (file:bank.yaml, classpath:bank.csv); a ModbusBank of the registry (#bean:name); or the route itself (none).")
    private String bank = "memory";

    @UriParam(
            label = "consumer,modbus",
            defaultValue = "writes",
            description = "Which Modbus requests reach the route when a bank answers them: writes, or all.")
    private BankEvents bankEvents = BankEvents.writes;

    @UriParam(
            label = "common,modbus",
            defaultValue = "1",
            description = "Modbus unit to ask when no header and no tag says it, 0..255.")
    private int unitId = 1;

    @UriParam(
            label = "consumer,modbus",
            description =
                    "Addresses that the route of this consumer answers instead of the bank: holding:352-383;coils:0x130-0x154;3/input:0-9, where 3/ stands for a unit. It answers with the values, with the octets of a PDU, with an exception, or late; without a body, or with that of the request, the bank answers. A consumer with ranges and without commands takes nothing else.")
    private @Nullable String modbusRanges;

    @UriParam(
            label = "consumer,modbus",
            description =
                    "User-defined Modbus functions (65 to 72 and 100 to 110) that reach the route as they are, separated by commas: 0x41,100. Behind a slash stands the length of a whole RTU frame, without which RTU cannot carry it: 0x41/8 is 8 octets; a plus sign and an offset behind that stand for a byte count in the frame, which is added.")
    private @Nullable String userFunctions;

    @UriParam(
            label = "consumer,modbus",
            description =
                    "Modbus devices that requests are forwarded to by their unit id: a YAML file (file:units.yaml, classpath:units.yaml).")
    private @Nullable String units;

    @UriParam(
            label = "consumer,modbus,security",
            description =
                    "What the roles in the certificates of Modbus masters may do (Modbus/TCP Security): a YAML file (file:roles.yaml, classpath:roles.yaml). What no rule allows gets exception 01.")
    private @Nullable String modbusRoles;

    @UriParam(
            label = "consumer,modbus",
            description =
                    "Addresses and networks of Modbus masters whose connections are never closed to make room for others, separated by commas.")
    private @Nullable String modbusPriority;

    @UriParam(
            label = "consumer,modbus",
            defaultValue = "0",
            description =
                    "Modbus requests of one connection that may be unanswered; further ones get exception 06. 0: reading pauses instead.")
    private int maxTransactions = 0;

    @UriParam(
            label = "common,modbus",
            defaultValue = "slave",
            description =
                    "What a listening consumer is to the Modbus devices that connect: the one that is asked (slave), or the one that asks (master), for devices that dial in and wait. A producer asks them with mode=server and role=master.")
    private ModbusRole role = ModbusRole.slave;

    @UriParam(
            label = "consumer,modbus",
            description =
                    "By what a device that dials in is known, when role=master: pattern:[A-Z0-9]{8}, a regular expression for its first packet whose group 1, or all of it, is the id, best of a fixed length or ended by a line end; text:GW-7 or hex:01A3, the packet itself and the id, several separated by commas; address, its IP address, without a packet.")
    private @Nullable String registration;

    @UriParam(
            label = "consumer,modbus,advanced",
            defaultValue = "64",
            description = "Longest registration packet, in octets, 1 to 1024.")
    private int registrationLength = 64;

    @UriParam(
            label = "consumer,modbus,advanced",
            defaultValue = "10000",
            javaType = "java.time.Duration",
            description = "How long a device that dials in may take to register, in milliseconds.")
    private long registrationTimeout = 10000;

    @UriParam(
            label = "consumer,modbus",
            description =
                    "Ids of the devices that may register, separated by commas; without it any id that the packet yields.")
    private @Nullable String registrationAllow;

    @UriParam(
            label = "consumer,modbus",
            description =
                    "Octets that a device which dials in sends between its answers to show that it is alive, and which are dropped: text:HB or hex:FEFE.")
    private @Nullable String heartbeatPacket;

    @UriParam(
            label = "common,modbus",
            description =
                    "Names of values of a Modbus device: a YAML file (file:tags.yaml, classpath:tags.yaml) or a bean of the registry (#bean:name). A consumer reads them every period; a producer writes the values of a map by their names, and reads those that are asked for.")
    private @Nullable String tags;

    @UriParam(
            label = "consumer,modbus",
            defaultValue = "1000",
            javaType = "java.time.Duration",
            description = "How often tags are read that have no period of their own, in milliseconds, 10 or more.")
    private long period = 1000;

    @UriParam(
            label = "common,modbus",
            defaultValue = "ABCD",
            description =
                    "Order of the octets of values of two registers and more, when a tag does not say it: ABCD (big-endian), BADC (octets swapped in each register), CDAB (registers swapped), DCBA (little-endian).")
    private ByteOrder byteOrder = ByteOrder.ABCD;

    @UriParam(
            label = "common,modbus",
            defaultValue = "10",
            description =
                    "Addresses between two tags that may be read along, so that one request reads both, 0 to 2000.")
    private int maxGap = 10;

    @UriParam(
            label = "common,modbus",
            defaultValue = "0",
            description =
                    "Most registers that one request reads, and a sixteenth of the most bits, for devices that cannot take more, 1 to 125; 0 for what the standard allows (125 registers, 2000 bits).")
    private int maxQuantity = 0;

    @UriParam(
            label = "consumer,modbus",
            defaultValue = "all",
            description =
                    "Which values a message holds: all of what was read, or changes, those beyond their deadband or older than their maximum age.")
    private ReportMode reportMode = ReportMode.all;

    @UriParam(
            label = "common,modbus",
            defaultValue = "map",
            description =
                    "Body of a message with values of tags: a map from name to value, quality and time; a list of these with their names; or the map as JSON text, as a queue needs it.")
    private TagBody tagBody = TagBody.map;

    @UriParam(
            label = "common,modbus",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description =
                    "How long to wait after connecting until the first Modbus request, in milliseconds, for devices that need it.")
    private long connectPause = 0;

    @UriParam(
            label = "common,modbus",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description =
                    "How long to wait between an answer and the next Modbus request, in milliseconds, for devices that need it.")
    private long requestPause = 0;

    @UriParam(
            label = "common,modbus",
            defaultValue = "500",
            javaType = "java.time.Duration",
            description =
                    "How long a line with RTU must be quiet after a request was not answered in time, or wrongly, until the next one is sent, in milliseconds: what arrives meanwhile is dropped, because answers carry no number. 0 to open another connection instead.")
    private long quarantine = 500;

    public String getBank() {
        return bank;
    }

    public void setBank(String bank) {
        this.bank = bank;
    }

    public BankEvents getBankEvents() {
        return bankEvents;
    }

    public void setBankEvents(BankEvents bankEvents) {
        this.bankEvents = bankEvents;
    }

    public int getUnitId() {
        return unitId;
    }

    public void setUnitId(int unitId) {
        this.unitId = unitId;
    }

    public @Nullable String getModbusRanges() {
        return modbusRanges;
    }

    public void setModbusRanges(@Nullable String modbusRanges) {
        this.modbusRanges = modbusRanges;
    }

    public @Nullable String getUserFunctions() {
        return userFunctions;
    }

    public void setUserFunctions(@Nullable String userFunctions) {
        this.userFunctions = userFunctions;
    }

    public @Nullable String getUnits() {
        return units;
    }

    public void setUnits(@Nullable String units) {
        this.units = units;
    }

    public @Nullable String getModbusRoles() {
        return modbusRoles;
    }

    public void setModbusRoles(@Nullable String modbusRoles) {
        this.modbusRoles = modbusRoles;
    }

    public @Nullable String getModbusPriority() {
        return modbusPriority;
    }

    public void setModbusPriority(@Nullable String modbusPriority) {
        this.modbusPriority = modbusPriority;
    }

    public int getMaxTransactions() {
        return maxTransactions;
    }

    public void setMaxTransactions(int maxTransactions) {
        this.maxTransactions = maxTransactions;
    }

    public ModbusRole getRole() {
        return role;
    }

    public void setRole(ModbusRole role) {
        this.role = role;
    }

    public @Nullable String getRegistration() {
        return registration;
    }

    public void setRegistration(@Nullable String registration) {
        this.registration = registration;
    }

    public int getRegistrationLength() {
        return registrationLength;
    }

    public void setRegistrationLength(int registrationLength) {
        this.registrationLength = registrationLength;
    }

    public long getRegistrationTimeout() {
        return registrationTimeout;
    }

    public void setRegistrationTimeout(long registrationTimeout) {
        this.registrationTimeout = registrationTimeout;
    }

    public @Nullable String getRegistrationAllow() {
        return registrationAllow;
    }

    public void setRegistrationAllow(@Nullable String registrationAllow) {
        this.registrationAllow = registrationAllow;
    }

    public @Nullable String getHeartbeatPacket() {
        return heartbeatPacket;
    }

    public void setHeartbeatPacket(@Nullable String heartbeatPacket) {
        this.heartbeatPacket = heartbeatPacket;
    }

    public @Nullable String getTags() {
        return tags;
    }

    public void setTags(@Nullable String tags) {
        this.tags = tags;
    }

    public long getPeriod() {
        return period;
    }

    public void setPeriod(long period) {
        this.period = period;
    }

    public ByteOrder getByteOrder() {
        return byteOrder;
    }

    public void setByteOrder(ByteOrder byteOrder) {
        this.byteOrder = byteOrder;
    }

    public int getMaxGap() {
        return maxGap;
    }

    public void setMaxGap(int maxGap) {
        this.maxGap = maxGap;
    }

    public int getMaxQuantity() {
        return maxQuantity;
    }

    public void setMaxQuantity(int maxQuantity) {
        this.maxQuantity = maxQuantity;
    }

    public ReportMode getReportMode() {
        return reportMode;
    }

    public void setReportMode(ReportMode reportMode) {
        this.reportMode = reportMode;
    }

    public TagBody getTagBody() {
        return tagBody;
    }

    public void setTagBody(TagBody tagBody) {
        this.tagBody = tagBody;
    }

    public long getConnectPause() {
        return connectPause;
    }

    public void setConnectPause(long connectPause) {
        this.connectPause = connectPause;
    }

    public long getRequestPause() {
        return requestPause;
    }

    public void setRequestPause(long requestPause) {
        this.requestPause = requestPause;
    }

    public long getQuarantine() {
        return quarantine;
    }

    public void setQuarantine(long quarantine) {
        this.quarantine = quarantine;
    }
}
