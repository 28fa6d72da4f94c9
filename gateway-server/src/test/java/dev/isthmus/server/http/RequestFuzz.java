package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

/**
 * What a fuzzer feeds the reader of requests with: the first byte says where the rest is cut. The
 * pieces must read as the whole does, and what is accepted must read alike in Netty's decoder.
 */
public final class RequestFuzz {
  private RequestFuzz() {}

  /** The entry that Jazzer looks for; see CONTRIBUTING.md. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    int cut = (input[0] & 0xff) * bytes.length / 256;
    String whole = FramingFuzzTest.read(bytes, new int[] {bytes.length});
    assertEquals(whole, FramingFuzzTest.read(bytes, new int[] {cut, bytes.length}));
    if (whole.startsWith("accepted ")) {
      assertEquals(whole, FramingFuzzTest.readByNetty(bytes));
    }
  }
}
