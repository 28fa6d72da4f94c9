package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.cases.Case;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was probably meant. */
final class SuggestionTest {

  private static final List<String> KNOWN = List.of("address", "tls", "unsafe_public");

  @Test
  @Case(id = "CFG4", did = "names one or two edits away from a key")
  void upToTwoEditsAreNear() {
    assertEquals(" (did you mean 'address'?)", Suggestion.near("adress", KNOWN));
    assertEquals(" (did you mean 'address'?)", Suggestion.near("addresses", KNOWN));
    assertEquals(" (did you mean 'unsafe_public'?)", Suggestion.near("unsafe-public", KNOWN));
    assertEquals("", Suggestion.near("adr", KNOWN));
  }

  @Test
  void swappedNeighboursAreOneEdit() {
    assertEquals(1, Suggestion.edits("address", "addrses"));
    assertEquals(" (did you mean 'tls'?)", Suggestion.near("tsl", KNOWN));
  }

  @Test
  void shortNamesAreNotNearToAllOthers() {
    assertEquals("", Suggestion.near("abc", KNOWN));
    assertEquals("", Suggestion.near("", KNOWN));
  }

  @Test
  void longWordsAreNotMeasured() {
    assertEquals(3, Suggestion.edits("x".repeat(100), "x".repeat(100)));
  }
}
