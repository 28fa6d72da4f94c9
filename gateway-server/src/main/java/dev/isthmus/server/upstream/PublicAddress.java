package dev.isthmus.server.upstream;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Tells addresses of the public internet from all others, so that a name that resolves inwards
 * cannot lead a call there.
 *
 * <p>Source: IANA's special-purpose registries for IPv4 and IPv6. IPv6 forms that carry an IPv4
 * address inside are refused as a whole, whatever they carry.
 */
final class PublicAddress {

  private PublicAddress() {}

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublicV4(bytes) : isPublicV6(bytes);
  }

  private static boolean isPublicV4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    int third = b[2] & 0xff;
    boolean here = first == 0 || first == 127;
    boolean within =
        first == 10
            || (first == 172 && second >= 16 && second <= 31)
            || (first == 192 && second == 168)
            || (first == 100 && second >= 64 && second <= 127)
            || (first == 169 && second == 254);
    boolean special =
        (first == 192 && second == 0 && (third == 0 || third == 2))
            || (first == 198 && (second == 18 || second == 19))
            || (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    boolean multicastOrReserved = first >= 224;
    return !here && !within && !special && !multicastOrReserved;
  }

  /** Only 2000::/3 is handed out; in it, the transition and documentation blocks are left out. */
  private static boolean isPublicV6(byte[] b) {
    int first = (b[0] & 0xff) << 8 | (b[1] & 0xff);
    int second = (b[2] & 0xff) << 8 | (b[3] & 0xff);
    boolean handedOut = first >= 0x2000 && first <= 0x3fff;
    boolean teredoOrSpecial = first == 0x2001 && second < 0x0200;
    boolean documentation = (first == 0x2001 && second == 0x0db8) || first == 0x3fff;
    boolean sixToFour = first == 0x2002;
    return handedOut && !teredoOrSpecial && !documentation && !sixToFour;
  }
}
