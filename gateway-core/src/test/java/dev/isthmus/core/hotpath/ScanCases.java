package dev.isthmus.core.hotpath;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.LineScan;
import dev.isthmus.core.bytes.PrefixHash;
import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.bytes.SseFramer;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Reading bytes where they stand. */
final class ScanCases {
  private static final int DEPTH = 64;

  /** Of each kind of value, with escapes, surrogates, other planes and a picture. */
  private static final String DOCUMENT =
      "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"n\":null,\"temperature\":7.25e-1,"
          + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\""
          + "Summarise the following document in three short sentences. ".repeat(12)
          + "gr\u00fc\u00df \\u00e9\\n\\\"\\ud83d\\ude00 \ud83d\ude00\"},{\"type\":\"image_url\","
          + "\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]}],"
          + "\"usage\":{\"prompt_tokens\":1250}}";

  private ScanCases() {}

  static List<HotPathCase> all() {
    return List.of(
        new HotPathCase(
            "scan-json-1k",
            0,
            Set.of(
                "JsonScanner",
                "JsonFindings",
                "JsonMarks",
                "JsonTables",
                "JsonTotals",
                "ByteWindow",
                "KeyTable",
                "KeyTrie",
                "Nesting",
                "StringReader",
                "EscapeReader",
                "SurrogateCheck",
                "Utf8Check",
                "Capture",
                "NumberReader",
                "WordScan",
                "DataUrlProbe"),
            ScanCases::json),
        new HotPathCase("frame-sse", 0, Set.of("SseFramer", "SseField"), ScanCases::sse),
        new HotPathCase("scan-protobuf", 96, Set.of("ProtoScanner"), ScanCases::proto),
        new HotPathCase("hash-prefix", 24, Set.of("PrefixHash"), ScanCases::prefix),
        new HotPathCase("scan-lines", 0, Set.of("LineScan"), ScanCases::lines),
        new HotPathCase("ranges", 0, Set.of("ByteRanges"), ScanCases::ranges));
  }

  private static ByteBuf direct(String text) {
    return AllocationMeter.direct(text.getBytes(UTF_8));
  }

  private static LongSupplier lines() {
    byte[] head = "content-type: application/json\r\naccept: */*\r\n".getBytes(UTF_8);
    return () -> {
      int feed = LineScan.lineFeed(head, 0, head.length);
      return (long) feed + LineScan.valueEnd(head, 0, feed);
    };
  }

  private static LongSupplier json() {
    JsonPaths paths =
        JsonPaths.builder()
            .captured("model", 64)
            .path("stream", "usage.prompt_tokens", "messages[].content[].text")
            .counted("messages[].content[].type", "image_url")
            .build();
    int tokens = paths.id("usage.prompt_tokens");
    JsonScanner scanner = new JsonScanner(paths, DEPTH);
    ByteBuf document = direct(DOCUMENT);
    return () -> {
      scanner.reset();
      if (scanner.feed(document) != null || scanner.end() != null) {
        throw new AssertionError("the document is sound");
      }
      return scanner.longValue(tokens);
    };
  }

  /** Counts what it is shown. */
  private static final class Counter implements SseFramer.Sink {
    private long seen;

    @Override
    public void data(byte[] bytes, int from, int to, int shift) {
      seen += to - from;
    }

    @Override
    public void newline() {
      seen++;
    }

    @Override
    public void eventName(byte[] bytes, int from, int to) {
      seen++;
    }

    @Override
    public void eventEnd(int index) {
      seen++;
    }

    @Override
    public void lateLineFeed(int index) {
      seen++;
    }
  }

  private static LongSupplier sse() {
    SseFramer framer = new SseFramer();
    Counter counter = new Counter();
    ByteBuf event =
        direct("event: message\nid: 7\ndata: {\"text\":\" token\"}\ndata: more\r\n\r\n");
    return () -> {
      framer.feed(event, counter);
      return counter.seen;
    };
  }

  private static LongSupplier proto() {
    ByteBuf message =
        AllocationMeter.direct(
            (new String(ProtoScanner.member(1, "model"), UTF_8)
                    + new String(ProtoScanner.member(3, "call-1"), UTF_8))
                .getBytes(UTF_8));
    ProtoScanner[] scanners = {new ProtoScanner(9, "model_name", 64)};
    return () -> {
      scanners[0] = new ProtoScanner(9, "model_name", 64);
      scanners[0].feed(message);
      return scanners[0].start();
    };
  }

  private static LongSupplier prefix() {
    ByteBuf body = direct("0123456789abcdef".repeat(512));
    return () -> PrefixHash.of(body);
  }

  private static LongSupplier ranges() {
    ByteRanges ranges = new ByteRanges();
    return () -> {
      ranges.clear();
      ranges.add(3, 5);
      ranges.add(8, 13);
      return ranges.end(ranges.count() - 1);
    };
  }
}
