package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void isNoneWhereItEqualsNone() {
    assertTrue(Usage.NONE.isNone());
    int fields = 7;
    for (int set = 0; set < 1 << fields; set++) {
      long hour = set >> 3 & set >> 2 & 1; // no more than is written
      Usage usage =
          new Usage(
              set & 1, set >> 1 & 1, set >> 2 & 1, hour, set >> 4 & 1, set >> 5 & 1, set > 63);
      assertEquals(usage.equals(Usage.NONE), usage.isNone(), usage::toString);
    }
  }
}
