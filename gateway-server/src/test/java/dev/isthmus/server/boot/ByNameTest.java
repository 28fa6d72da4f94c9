package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ByNameTest {
  private final ByName<Object> things = new ByName<>(2);

  private Object thing(String name) {
    return things.get(name, unused -> new Object());
  }

  @Test
  void aNameKeepsItsThing() {
    Object a = thing("a");
    assertSame(a, thing("a"));
    assertNotSame(a, thing("b"));
  }

  @Test
  void aNameThatIsGoneIsRememberedUntilTooManyOthersAre() {
    Object a = thing("a");
    thing("b");
    assertEquals(List.of(), things.keep(Set.of("b")));
    thing("c");
    assertEquals(List.of(), things.keep(Set.of("c")));
    assertSame(a, thing("a"), "two are absent");
    thing("d");
    assertEquals(List.of("a"), things.keep(Set.of("d")), "absent for longest");
    assertNotSame(a, thing("a"));
  }

  @Test
  void namesThatComeAndGoForEverTakeBoundedRoom() {
    thing("stays");
    for (int i = 0; i < 1_000; i++) {
      thing("n" + i);
      things.keep(Set.of("stays", "n" + i));
    }
    assertEquals(4, things.size());
  }
}
