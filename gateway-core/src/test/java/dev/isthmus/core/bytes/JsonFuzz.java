package dev.isthmus.core.bytes;

import java.io.IOException;
import java.util.Random;

/** What a fuzzer feeds the scanner of JSON with: see {@link JsonOracleTest}. */
public final class JsonFuzz {
  private static final JsonOracleTest ORACLE = new JsonOracleTest();

  private JsonFuzz() {}

  /** The entry that Jazzer looks for; see CONTRIBUTING.md. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    boolean unused = ORACLE.agrees(input, new Random(input.length), "fuzzed");
  }
}
