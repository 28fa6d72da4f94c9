package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.cases.Case;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs that the gateway may be told to call. */
final class UrlRulesTest {

  private static final UrlRules STRICT = new UrlRules(false, false);
  private static final UrlRules PRIVATE = new UrlRules(true, true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a@b.example",
        "https://user:pass@b.example",
        "https://good.example@127.0.0.1/",
        "https://good.example\\@evil.example",
        "http://0x7f.1",
        "http://0x7f000001",
        "http://2130706433",
        "http://0177.0.0.1",
        "http://127.1",
        "http://127.0.0.1.",
        "http://127.0.0.0x1",
        "http://127.0.0.256",
        "http://1.2.3.4.5",
        "http://[::ffff:127.0.0.1]",
        "http://[::ffff:7f00:1]",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::]",
        "http://[fe80::1%25eth0]",
        "http://[fe80::1]",
        "http://[64:ff9b::7f00:1]:22",
        "http://169.254.169.254",
        "http://metadata.google.internal",
        "http://224.0.0.1",
        "file:///etc/passwd",
        "gopher://example.com",
        "unix:/run/docker.sock",
        "ftp://example.com",
        "javascript:alert(1)",
        "example.com",
        "//example.com",
        "https://",
        "https:///path",
        "https://example.com.",
        "https://ex\u0430mple.com",
        "https://xn--exmple-4nf.com",
        "https://api.xn--exmple-4nf.com",
        "https://exa mple.com",
        "https://exa_mple.com",
        "https://-example.com",
        "https://example..com",
        "https://example.com:22",
        "https://example.com:25",
        "https://example.com:0",
        "https://example.com:65536",
        "https://example.com/?key=1",
        "https://example.com/#x",
        "https://%65xample.com",
        ""
      })
  @Case(id = "SSRF6", did = "URLs that two readers may read differently")
  void isRefusedEvenWherePrivateAddressesAreAllowed(String url) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> PRIVATE.format().parse().apply(url));
    assertFalse(String.valueOf(error.getMessage()).contains("pass@"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost",
        "https://a.localhost",
        "https://127.0.0.1",
        "https://10.0.0.1",
        "https://172.16.0.1",
        "https://172.31.255.255",
        "https://192.168.1.1",
        "https://100.64.0.1",
        "https://0.0.0.0",
        "https://[::1]",
        "https://[fd00::1]"
      })
  @Case(id = "SSRF4", did = "private addresses in URLs")
  void aPrivateAddressNeedsToBeAllowed(String url) {
    assertThrows(IllegalArgumentException.class, () -> STRICT.format().parse().apply(url));
    assertEquals(URI.create(url), PRIVATE.format().parse().apply(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://east.openai.azure.com",
        "https://example.com:8443/v1",
        "https://172.32.0.1",
        "https://100.128.0.1",
        "https://[2001:db8::1]:443",
        "https://1password.example"
      })
  void aPublicAddressIsAllowed(String url) {
    assertEquals(URI.create(url), STRICT.format().parse().apply(url));
  }

  @Test
  void clearTextNeedsToBeAllowed() {
    String url = "http://example.com";
    assertThrows(IllegalArgumentException.class, () -> STRICT.format().parse().apply(url));
    assertEquals(URI.create(url), new UrlRules(false, true).format().parse().apply(url));
  }

  @Test
  void trailingSlashesGo() {
    assertEquals(
        URI.create("https://example.com/v1"),
        STRICT.format().parse().apply("https://example.com/v1//"));
  }
}
