package dev.isthmus.core.hotpath;

import dev.isthmus.core.exchange.HeadBytes;
import dev.isthmus.core.exchange.RelayedStream;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** A call under way. */
final class ExchangeCases {
  private ExchangeCases() {}

  static List<HotPathCase> all() {
    return List.of(
        new HotPathCase(
            "relay-chunk",
            0,
            Set.of("Course", "Attempt", "PassThrough", "Relay", "Outlet"),
            RelayedStream::chunk),
        new HotPathCase("head-bytes", 0, Set.of("HeadBytes"), ExchangeCases::head));
  }

  private static LongSupplier head() {
    HeadBytes head = new HeadBytes();
    boolean[] allowed = new boolean[256];
    java.util.Arrays.fill(allowed, ' ', 127, true);
    return () -> {
      head.clear();
      head.text("content-type");
      head.colon();
      head.text("application/json", allowed);
      head.line();
      return head.length();
    };
  }
}
