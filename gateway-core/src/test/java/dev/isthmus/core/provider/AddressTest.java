package dev.isthmus.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What makes two addresses one pool. */
final class AddressTest {
  private static final Address ONE = new Address("a.example", 443, true, false);

  @Test
  void theSameIsFoundWhoeverReadIt() {
    Address same = Address.of(URI.create("https://A.example/v1"), false);

    assertEquals(ONE, same);
    assertEquals(ONE.hashCode(), same.hashCode());
  }

  @Test
  void eachPartTellsApart() {
    assertEquals(4, Address.class.getRecordComponents().length, "a part that is not looked at");
    List<Address> others =
        List.of(
            new Address("b.example", 443, true, false),
            new Address("a.example", 444, true, false),
            new Address("a.example", 443, false, false),
            new Address("a.example", 443, true, true));
    for (Address other : others) {
      assertNotEquals(ONE, other);
      assertNotEquals(other, ONE);
    }
    assertNotEquals(ONE, "a.example");
  }
}
