package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicAddressTest {

  private static boolean isPublic(String literal) throws UnknownHostException {
    return PublicAddress.isPublic(InetAddress.getByName(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "127.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.0",
        "192.168.255.255",
        "169.254.169.254",
        "100.64.0.0",
        "100.127.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::808:808",
        "64:ff9b:1::808:808",
        "2002:808:808::1",
        "2001::1",
        "2001:0:ffff::1",
        "2001:db8::1",
        "ff02::1",
        "100::1"
      })
  @Case(id = "SSRF4", did = "each range that is not public, as the address connected to")
  void notPublic(String literal) throws UnknownHostException {
    if (literal.startsWith("::ffff:8")) {
      byte[] mapped = new byte[16];
      mapped[10] = -1;
      mapped[11] = -1;
      mapped[12] = 8;
      assertFalse(PublicAddress.isPublic(java.net.Inet6Address.getByAddress("mapped", mapped, 0)));
      return;
    }
    assertFalse(isPublic(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.1.1.1", "128.0.0.1", "169.253.1.1", "172.15.255.255", "172.32.0.0", "192.167.1.1",
        "192.169.0.1", "223.255.255.255", "2600::1", "2a00:1450::1", "2001:4860:4860::8888"
      })
  void open(String literal) throws UnknownHostException {
    assertTrue(isPublic(literal));
  }
}
