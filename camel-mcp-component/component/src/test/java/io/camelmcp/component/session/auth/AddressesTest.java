package io.camelmcp.component.session.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.7 | 10.0.0.7 | true",
                "10.0.0.7 | 10.0.0.8 | false",
                "10.0.0.0/8 | 10.255.255.255 | true",
                "10.0.0.0/8 | 11.0.0.0 | false",
                "10.1.2.3/8 | 10.9.9.9 | true",
                "192.168.4.0/22 | 192.168.7.255 | true",
                "192.168.4.0/22 | 192.168.8.0 | false",
                "192.168.4.0/22 | 192.168.3.255 | false",
                "128.0.0.0/1 | 255.0.0.1 | true",
                "128.0.0.0/1 | 127.0.0.1 | false",
                "0.0.0.0/0 | 203.0.113.9 | true",
                "0.0.0.0/0 | 2001:db8::1 | false",
                "2001:db8::/32 | 2001:db8:ffff::1 | true",
                "2001:db8::/32 | 2001:db9::1 | false",
                "2001:db8::8/125 | 2001:db8::f | true",
                "2001:db8::8/125 | 2001:db8::10 | false",
                "::/0 | 2001:db8::1 | true",
                "::1 | ::1 | true",
                "::ffff:10.0.0.7 | 10.0.0.7 | true",
                "10.0.0.7, 2001:db8::/32 ,192.168.0.0/16 | 192.168.1.1 | true",
                "10.0.0.7, 2001:db8::/32 ,192.168.0.0/16 | 2001:db8::1 | true",
                "10.0.0.7, 2001:db8::/32 ,192.168.0.0/16 | 10.0.0.6 | false"
            })
    void listHoldsItsAddressesAndNetworksAndNoOthers(String list, String address, boolean held) throws Exception {
        assertThat(Addresses.parse(list).contains(address(address))).isEqualTo(held);
    }

    @Test
    void emptyListHoldsNobody() throws Exception {
        assertThat(Addresses.parse(null).contains(address("127.0.0.1"))).isFalse();
        assertThat(Addresses.parse("  ").contains(address("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "2001:db8::/129",
                "10.0.0.1,",
                "/8"
            })
    void partThatIsNoneIsNamedAndNamesAreNotLookedUp(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Addresses.parse(list))
                .withMessageContaining(" is neither an address nor a network");
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneSubscriber() throws Exception {
        assertThat(Addresses.subscriber(address("2001:db8:1:2:3:4:5:6")))
                .isEqualTo(Addresses.subscriber(address("2001:db8:1:2:ffff::1")))
                .isNotEqualTo(Addresses.subscriber(address("2001:db8:1:3::1")));
        assertThat(Addresses.subscriber(address("10.0.0.7")))
                .isEqualTo(address("10.0.0.7"))
                .isNotEqualTo(Addresses.subscriber(address("10.0.0.8")));
    }
}
