package dev.isthmus.core.hotpath;

import dev.isthmus.core.exchange.AlarmTurns;
import dev.isthmus.core.exchange.HeadBytes;
import dev.isthmus.core.exchange.RelayedStream;
import java.util.Arrays;
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
        new HotPathCase("alarm", 0, Set.of("Alarm", "AlarmPool"), AlarmTurns::turn),
        new HotPathCase("head-bytes", 0, Set.of("HeadBytes"), ExchangeCases::head),
        new HotPathCase("head-fields", 0, Set.of("HeadBytes"), ExchangeCases::fields));
  }

  private static LongSupplier head() {
    HeadBytes head = new HeadBytes();
    boolean[] allowed = visible();
    return () -> {
      head.clear();
      head.text("content-type");
      head.colon();
      head.text("application/json", allowed);
      head.line();
      return head.length();
    };
  }

  /** Fields as a call has them: a value that is looked at, and a number. */
  private static LongSupplier fields() {
    HeadBytes head = new HeadBytes();
    boolean[] allowed = visible();
    return () -> {
      head.clear();
      head.usualText("content-type", allowed);
      head.colon();
      head.value("application/json", allowed);
      head.line();
      head.usualText("content-length", allowed);
      head.colon();
      head.number(1_234_567);
      head.line();
      return head.length();
    };
  }

  private static boolean[] visible() {
    boolean[] allowed = new boolean[256];
    Arrays.fill(allowed, ' ', 127, true);
    return allowed;
  }
}
