package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

final class StubProviderTest {
  private static final String WHOLE = "{\"model\":\"m\"}";
  private static final String STREAMED = "{\"stream\":true}";

  private static String request(String path, String body) {
    return "POST " + path + " HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** What comes up to {@code end}. */
  private static String until(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = in.read();
      assertTrue(next >= 0, text.toString());
      text.append((char) next);
    }
    return text.toString();
  }

  @Test
  void answersCallsOneAfterTheOtherHoweverTheyCome() throws IOException {
    try (StubProvider provider = StubProvider.plain();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), provider.port())) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      for (int i = 0; i < 2; i++) {
        for (byte each : request("/v1/chat/completions", WHOLE).getBytes(US_ASCII)) {
          out.write(each);
        }
        assertTrue(until(in, "330}}").startsWith("HTTP/1.1 200 OK\r\n"));
      }
    }
  }

  @Test
  void streamsAsManyChunksAsItWasToldInEitherDialect() throws IOException {
    try (StubProvider provider = StubProvider.plain();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), provider.port())) {
      provider.tempo(new StubProvider.Tempo(3, 1));
      OutputStream out = socket.getOutputStream();
      out.write(request("/v1/chat/completions", STREAMED).getBytes(US_ASCII));
      String chat = until(socket.getInputStream(), "\r\n0\r\n\r\n");
      assertEquals(4, chat.split(" token", -1).length, chat);
      assertTrue(chat.contains("data: [DONE]"), chat);
      out.write(request("/v1/models/g:streamGenerateContent", WHOLE).getBytes(US_ASCII));
      String google = until(socket.getInputStream(), "\r\n0\r\n\r\n");
      assertEquals(4, google.split(" token", -1).length, google);
      assertTrue(google.contains("\"finishReason\":\"STOP\""), google);
    }
  }
}
