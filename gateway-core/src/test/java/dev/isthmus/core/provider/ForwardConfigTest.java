package dev.isthmus.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.HeaderView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of a caller's headers a provider sees. */
final class ForwardConfigTest {

  @Test
  void namedHeadersGoOnAndOthersStay() {
    assertEquals(
        List.of("traceparent: 00-1", "x-team-cost: 7", "x-team-name: blue"),
        forwarded(
            List.of("traceparent", "x-team-*"),
            Map.of(
                "traceparent", "00-1",
                "tracestate", "a=b",
                "x-team-cost", "7",
                "x-team-name", "blue",
                "x-teams", "none")));
  }

  @Test
  void noListForwardsAKey() {
    Map<String, String> keys = Map.of("x-api-key", "secret", "x-goog-api-key", "s", "x-other", "1");

    assertEquals(List.of("x-other: 1"), forwarded(List.of("x-*"), keys));
  }

  @Test
  void noBeginningForwardsWhatSignsOrPays() {
    Map<String, String> headers =
        Map.of("x-amz-security-token", "s", "x-goog-user-project", "p", "x-among", "1");

    for (String name : List.of("x-*", "x-am*", "x-amz*", "x-go*", "x-goog*")) {
      List<String> others =
          "x-among".startsWith(name.substring(0, name.length() - 1))
              ? List.of("x-among: 1")
              : List.of();
      assertEquals(others, forwarded(List.of(name), headers), name);
    }
  }

  @Test
  void whatTheGatewayWritesItselfIsRefused() {
    for (String name : List.of("authorization", "content-length", "X-Team", "x_team", "*", "a b")) {
      List<String> names = List.of(name);
      assertThrows(IllegalArgumentException.class, () -> ForwardConfig.of(names), name);
    }
  }

  private static List<String> forwarded(List<String> names, Map<String, String> headers) {
    List<String> seen = new ArrayList<>();
    ForwardConfig.of(names).copy(view(headers), (name, value) -> seen.add(name + ": " + value));
    return seen;
  }

  private static HeaderView view(Map<String, String> headers) {
    return new HeaderView() {
      @Override
      public @Nullable String get(String name) {
        return headers.get(name);
      }

      @Override
      public void forEach(BiConsumer<String, String> visitor) {
        new TreeMap<>(headers).forEach(visitor);
      }
    };
  }
}
