package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.dialect.FactsReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** No body costs much more to read than its length says. */
final class RequestCostTest {
  private static final int MIB = 1 << 20;
  private static final int MANY = 1_000_000;
  private static final int RUNS = 5;
  private static final double MOST_RATIO = 10;

  @Test
  @Case(id = "J9", did = "bodies of one huge string, a million keys, colliding keys, tiny messages")
  void noBodyCostsMoreThanTenTimesTheUsualPerByte(Figures figures) {
    double cold = nanosPerByte(usual());
    double usual = Math.min(cold, nanosPerByte(usual()));
    figures.add("usual_ns_per_kib", usual * 1024);
    for (Map.Entry<String, ByteBuf> body : odd().entrySet()) {
      double ratio = nanosPerByte(body.getValue()) / usual;
      figures.add(body.getKey() + "_ratio", ratio);
      assertTrue(ratio <= MOST_RATIO, body.getKey() + ": " + ratio);
    }
  }

  private static ByteBuf usual() {
    String text = "Write a short story about a lighthouse and \\n the sea. ".repeat(8);
    return chat("[" + repeated(20_000, ",", i -> message(text)) + "]", "");
  }

  private static Map<String, ByteBuf> odd() {
    Map<String, ByteBuf> bodies = new LinkedHashMap<>();
    bodies.put("one_string", chat("[" + message("x".repeat(31 * MIB)) + "]", ""));
    bodies.put("escapes", chat("[" + message("\\u00e9".repeat(MIB)) + "]", ""));
    String one = "[" + message("Hi") + "]";
    bodies.put("keys", chat(one, repeated(MANY, "", i -> ",\"k" + i + "\":1")));
    bodies.put("colliding_keys", chat(one, repeated(MANY, "", i -> ",\"" + colliding(i) + "\":1")));
    bodies.put("near_keys", chat(one, repeated(MANY, "", i -> ",\"stream_option" + i + "\":1")));
    bodies.put("tiny_messages", chat("[" + repeated(MANY, ",", i -> message("a")) + "]", ""));
    bodies.put("numbers", chat(one, ",\"x\":[" + repeated(MANY, ",", i -> "1e5") + "]"));
    return bodies;
  }

  /** Names that all have the hash of each other in Java. */
  private static String colliding(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 20; bit++) {
      name.append(((number >> bit) & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  private static String message(String content) {
    return "{\"role\":\"user\",\"content\":\"" + content + "\"}";
  }

  private static String repeated(int times, String between, IntFunction<String> part) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < times; i++) {
      all.append(i == 0 ? "" : between).append(part.apply(i));
    }
    return all.toString();
  }

  private static ByteBuf chat(String messages, String more) {
    String text = "{\"model\":\"m\",\"messages\":" + messages + more + "}";
    return Unpooled.directBuffer(text.length()).writeBytes(text.getBytes(UTF_8));
  }

  /** The best of a few runs: what the machine does besides is not the body's doing. */
  private static double nanosPerByte(ByteBuf body) {
    long best = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      FactsReader reader = new OpenAiFactsReader(Operation.CHAT);
      long start = System.nanoTime();
      assertNull(reader.see(body));
      assertNull(reader.finish(null));
      best = Math.min(best, System.nanoTime() - start);
    }
    double perByte = (double) best / body.readableBytes();
    body.release();
    return perByte;
  }
}
