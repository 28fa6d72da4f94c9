package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseTagTest {
  private static final String THEIRS = "resp_68af4030592c81938ec0a5fbab4a3e9f";

  /** Ids outlive the process that gave them: another value here breaks every stored one. */
  @Test
  void isTheSameInEveryProcess() {
    assertEquals("resp_gw1rdvtjjgfc4vuluea_", ResponseTag.of("sweden", "team-a"));
  }

  @Test
  void namesItsDeploymentToItsCallerAlone() {
    String id = ResponseTag.of("sweden", "team-a") + THEIRS;
    assertEquals(ResponseTag.ofDeployment("sweden"), ResponseTag.deploymentIn(id, "team-a"));
    assertNull(ResponseTag.deploymentIn(id, "team-b"));
    assertEquals(THEIRS, ResponseTag.withoutTag(id));
  }

  @Test
  void tellsNoName() {
    String tag = ResponseTag.of("sweden", "team-a");
    assertEquals(ResponseTag.LENGTH, tag.length());
    assertTrue(tag.startsWith("resp_"), tag);
    assertFalse(tag.contains("sweden") || tag.contains("team"), tag);
    assertNotEquals(ResponseTag.ofDeployment("sweden"), ResponseTag.ofCaller("sweden"));
  }

  /** A gateway may stand behind another. */
  @Test
  void isTakenOffOnceForEachTimeItWasPutOn() {
    String inner = ResponseTag.of("inner", "outer-gateway") + THEIRS;
    String both = ResponseTag.of("outer", "team-a") + inner;
    assertEquals(ResponseTag.ofDeployment("outer"), ResponseTag.deploymentIn(both, "team-a"));
    assertEquals(inner, ResponseTag.withoutTag(both));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "resp_",
        THEIRS,
        "resp_1l2j3k4",
        "resp_gw1aaaaaaaabbbbbbbb_",
        "resp_gw1AAAAAAAAbbbbbbbb_x",
        "conv_gw1aaaaaaaabbbbbbbb_x"
      })
  void whatHasNoTagNamesNobody(String id) {
    assertNull(ResponseTag.deploymentIn(id, "team-a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "a b", "a?b", "a\"b", "%41"})
  void whatCouldNotStandInPathAndJsonIsNoId(String rest) {
    assertNull(ResponseTag.deploymentIn(ResponseTag.of("sweden", "team-a") + rest, "team-a"));
  }
}
