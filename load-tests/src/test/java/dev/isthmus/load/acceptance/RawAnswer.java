package dev.isthmus.load.acceptance;

import dev.isthmus.load.chaos.RawClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One answer exactly as it came over the wire, with its framing judged: an HTTP library would hide
 * or repair what is looked for here.
 *
 * @param text head and body as they came, one character for each byte
 * @param headers each line of the head, its name in lower case
 * @param body without the framing of chunks
 * @param whole whether the framing says that the body ended where it ended
 */
record RawAnswer(
    String text, int status, List<Map.Entry<String, String>> headers, String body, boolean whole) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Sends one request on a connection of its own and reads until the gateway closes it. */
  static RawAnswer of(URI base, String method, String path, List<String> headers, String body)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    head.append("host: ").append(base.getAuthority()).append("\r\nconnection: close\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      head.append("content-type: application/json\r\n");
      head.append("content-length: ").append(bytes.length).append("\r\n");
    }
    try (RawClient client = RawClient.connect(base.getPort())) {
      client.send(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      client.send(bytes);
      return of(client.readToEnd(PATIENCE));
    }
  }

  private static RawAnswer of(RawClient.Reading reading) {
    String text = reading.text();
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || reading.end() == RawClient.End.TIMEOUT) {
      throw new AssertionError("no answer: " + reading);
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line : text.substring(0, end).lines().toList()) {
      int colon = line.indexOf(':');
      if (!line.startsWith("HTTP/")) {
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        headers.add(Map.entry(name, line.substring(colon + 1).trim()));
      }
    }
    String framed = text.substring(end + 4);
    RawAnswer head = new RawAnswer(text, reading.status(), List.copyOf(headers), framed, false);
    return head.all("transfer-encoding").contains("chunked") ? head.unchunked() : head.measured();
  }

  private RawAnswer measured() {
    int length = Integer.parseInt(first("content-length"));
    return new RawAnswer(text, status, headers, body, body.length() == length);
  }

  private RawAnswer unchunked() {
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (true) {
      int line = body.indexOf("\r\n", at);
      if (line < 0) {
        return new RawAnswer(text, status, headers, plain.toString(), false);
      }
      int size = Integer.parseInt(body.substring(at, line), 16);
      int end = Math.min(body.length(), line + 2 + size);
      plain.append(body, line + 2, end);
      if (size == 0 || end + 2 > body.length()) {
        boolean whole = size == 0 && body.length() == line + 4;
        return new RawAnswer(text, status, headers, plain.toString(), whole);
      }
      at = end + 2;
    }
  }

  /** All values of the header {@code name}. */
  List<String> all(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The header's only value; fails where there is another number of them. */
  String first(String name) {
    List<String> values = all(name);
    if (values.size() != 1) {
      throw new AssertionError(name + ": " + values + " (expected: one) in " + text);
    }
    return values.get(0);
  }
}
