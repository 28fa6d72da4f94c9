package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.provider.anthropic.AnthropicProvider;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole calls find their home by what they say of themselves. */
final class SessionTest {
  private static final String LONG = "lorem ipsum ".repeat(500);

  private Bench bench = new Bench();

  SessionTest() {
    for (int i = 0; i < 8; i++) {
      bench.add(bench.deployment("d" + i).prices(Prices.ofDollarsPerMillion(1.0, 0.1, null, 4.0)));
    }
  }

  @AfterEach
  void settled() {
    bench.assertSettled();
  }

  private int home(Map<String, String> more, String body) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("authorization", "Bearer " + KEY);
    headers.put("anthropic-version", "2023-06-01");
    Bench.Call call = bench.new Call(Operation.CHAT, -1, headers).body(body).end();
    assertEquals(0, call.caller.status, () -> call.caller.text());
    bench.upstream.last().document().body(DOCUMENT).end();
    return call.record().decision().summary().home;
  }

  private int home(String body) {
    return home(Map.of(), body);
  }

  private static String chat(String members, String text) {
    return "{\"model\":\"gpt\","
        + members
        + "\"messages\":[{\"role\":\"user\",\"content\":\""
        + text
        + "\"}]}";
  }

  /** How many of eight the homes of 40 calls are. */
  private int homes(IntUnaryOperator call) {
    Set<Integer> homes = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      homes.add(call.applyAsInt(i));
    }
    return homes.size();
  }

  @Test
  void aHeaderNamesTheSession() {
    assertEquals(1, homes(i -> home(Map.of("x-isthmus-session", "s"), chat("", i + LONG))));
    assertTrue(homes(i -> home(Map.of("session_id", "s" + i), chat("", LONG))) > 5);
  }

  @Test
  void thePromptCacheKeyIsASession() {
    assertEquals(1, homes(i -> home(chat("\"prompt_cache_key\":\"k\",", i + LONG))));
    assertTrue(homes(i -> home(chat("\"prompt_cache_key\":\"k" + i + "\",", LONG))) > 5);
  }

  @Test
  void theHeaderCountsBeforeTheBody() {
    int session = home(Map.of("x-isthmus-session", "s"), chat("", LONG));
    assertEquals(
        1,
        homes(
            i ->
                home(
                    Map.of("x-isthmus-session", "s"),
                    chat("\"prompt_cache_key\":\"k" + i + "\",", LONG))));
    assertTrue(session >= 0);
  }

  @Test
  void elseTheBeginningOfTheBodyDoes() {
    assertEquals(1, homes(i -> home(chat("", LONG + i))));
    assertTrue(homes(i -> home(chat("", i + LONG))) > 5);
    assertEquals(-1, home(chat("", "short")));
    assertNotEquals(-1, home(chat("", LONG)));
  }

  @Test
  void anthropicsUserNamesTheSession() {
    bench.assertSettled();
    bench = new Bench();
    bench.dialect = new AnthropicDialect();
    for (int i = 0; i < 8; i++) {
      bench.add(
          bench
              .deployment("d" + i)
              .kind(new AnthropicProvider())
              .prices(Prices.ofDollarsPerMillion(1.0, 0.1, null, 4.0)));
    }
    String user =
        "\"max_tokens\":9,\"metadata\":{\"user_id\":\"{\\\"session_id\\\":\\\"%s\\\"}\"},";
    assertEquals(1, homes(i -> home(chat(String.format(user, "s"), i + LONG))));
    assertTrue(homes(i -> home(chat(String.format(user, "s" + i), LONG))) > 5);
  }
}
