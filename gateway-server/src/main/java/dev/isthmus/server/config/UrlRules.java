package dev.isthmus.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which URLs the gateway may be told to call: plain ones, whose host every reader reads alike.
 *
 * <p>Errors: {@link IllegalArgumentException}; its message never repeats the URL, which may hold a
 * password. Names that resolve to private addresses are found when connecting, not here.
 */
final class UrlRules {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int FIRST_OPEN_PORT = 1024;

  /** Only this spelling of an IPv4 address means the same to every parser. */
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

  /** A name whose last label looks like a number is an address to some parsers. */
  private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)");

  private static final Pattern HOST_NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  private static final Pattern PRIVATE_V4 =
      Pattern.compile(
          "(0|10|127)\\..*|192\\.168\\..*|172\\.(1[6-9]|2[0-9]|3[01])\\..*"
              + "|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\..*");

  private static final Pattern PRIVATE_V6 = Pattern.compile("::1|f[cd][0-9a-f]{2}:.*");

  private final boolean allowPrivate;
  private final boolean unsafePlaintext;

  UrlRules(boolean allowPrivate, boolean unsafePlaintext) {
    this.allowPrivate = allowPrivate;
    this.unsafePlaintext = unsafePlaintext;
  }

  /** The format of a URL under these rules. */
  Format<URI> format() {
    URI placeholder = URI.create("https://unknown.invalid");
    return new Format<>(
        "a URL such as https://host/path", this::parse, placeholder, Format.Privacy.SILENT);
  }

  private URI parse(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    check(tls || scheme.equals("http"), "its scheme is neither https nor http");
    check(url.getRawUserInfo() == null && text.indexOf('@') < 0, "it names a user");
    check(url.getRawFragment() == null && url.getRawQuery() == null, "it has a query or fragment");
    check(url.getHost() != null, "its host is missing or malformed");
    boolean privately = checkHost(url.getHost().toLowerCase(Locale.ROOT));
    checkPort(url.getPort());
    check(!privately || allowPrivate, "its host is private, which needs allow_private: true");
    check(
        tls || allowPrivate || unsafePlaintext,
        "it sends credentials in clear text (expected: https, or unsafe_plaintext: true)");
    return withoutTrailingSlash(text);
  }

  /** Whether {@code host} is private; refuses what parsers read differently. */
  private static boolean checkHost(String host) {
    if (host.startsWith("[")) {
      return checkV6(host.substring(1, host.length() - 1));
    }
    check(!host.endsWith("."), "its host ends in a dot");
    check(host.chars().allMatch(letter -> letter < 0x80), "its host is not ASCII");
    check(HOST_NAME.matcher(host).matches(), "its host is malformed");
    check(
        !host.startsWith("xn--") && !host.contains(".xn--"),
        "its host is internationalised, and may look like another");
    if (IPV4.matcher(host).matches()) {
      check(!host.startsWith("169.254."), "its host is link-local, where clouds keep credentials");
      check(!host.matches("(22[4-9]|2[3-5][0-9])\\..*"), "its host is no single machine");
      return PRIVATE_V4.matcher(host).matches();
    }
    check(!NUMERIC_END.matcher(host).matches(), "its host is an address in a doubtful spelling");
    check(!host.startsWith("metadata.google."), "its host is the cloud's credential server");
    return host.equals("localhost") || host.endsWith(".localhost");
  }

  private static boolean checkV6(String address) {
    check(!address.contains("%") && !address.contains("."), "its host is in a doubtful spelling");
    check(!address.matches("fe[89ab].*|ff.*"), "its host is link-local or multicast");
    // Everything but ::1 that begins with zeros holds an IPv4 address in some way.
    check(
        !address.matches("[0:]+:.*") || address.equals("::1"),
        "its host is in a doubtful spelling");
    return PRIVATE_V6.matcher(address).matches();
  }

  private static void checkPort(int port) {
    boolean usual = port == -1 || port == HTTP_PORT || port == HTTPS_PORT;
    check(usual || port >= FIRST_OPEN_PORT, "its port belongs to another protocol");
    check(port <= 65_535, "its port is out of range");
  }

  private static URI withoutTrailingSlash(String text) {
    String trimmed = text;
    while (trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return URI.create(trimmed);
  }

  private static void check(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }
}
