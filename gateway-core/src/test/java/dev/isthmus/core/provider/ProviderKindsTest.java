package dev.isthmus.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProviderKindsTest {

  @Test
  void everyTypeIsOneKind() {
    assertEquals(
        ProviderKinds.all().size(), new HashSet<>(ProviderKinds.types()).size(), "listed twice");
    assertNull(ProviderKinds.named("nobody"));
    for (ProviderKind kind : ProviderKinds.all()) {
      assertFalse(kind.capabilities().isEmpty(), kind.type());
      assertFalse(kind.signIns().isEmpty(), kind.type());
      assertEquals(kind, ProviderKinds.named(kind.type()));
    }
  }

  /** One page and one schema describe all kinds, so that a name can mean but one thing. */
  @Test
  void settingsOfOneNameMeanOneThing() {
    Map<String, String> patterns = new HashMap<>();
    for (ProviderKind kind : ProviderKinds.all()) {
      for (Setting setting : kind.settings()) {
        String known = patterns.putIfAbsent(setting.name(), setting.pattern().pattern());
        assertEquals(
            known == null ? setting.pattern().pattern() : known, setting.pattern().pattern());
      }
    }
  }
}
