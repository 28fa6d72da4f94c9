package dev.isthmus.core.govern;

import static dev.isthmus.core.govern.Fixtures.KEY;
import static dev.isthmus.core.govern.Fixtures.RANDOM;
import static dev.isthmus.core.govern.Fixtures.caller;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.cases.Case;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IdentifyTest {
  private static final Caller DEMO = caller("demo", CallerLimits.NONE);

  private final Gatekeeper gatekeeper = Fixtures.gatekeeper(Fixtures.callers(DEMO, 0));

  private void assertKnown(String... headers) {
    assertSame(DEMO, gatekeeper.identify(Headers.of(headers)));
  }

  private void assertRefused(String... headers) {
    Identified identified = gatekeeper.identify(Headers.of(headers));
    assertTrue(identified instanceof Identified.Refused, () -> String.join("|", headers));
    Failure failure = ((Identified.Refused) identified).failure();
    assertSame(Gatekeeper.NO_VALID_KEY, failure, "one answer, whatever the reason");
    assertEquals(401, failure.kind().httpStatus());
    assertEquals(FailureKind.UNAUTHENTICATED, failure.kind());
  }

  @Test
  void takesTheKeyFromAnyOfThreePlaces() {
    assertKnown("authorization", "Bearer " + KEY);
    assertKnown("authorization", "bearer " + KEY);
    assertKnown("authorization", "BEARER " + KEY);
    assertKnown("api-key", KEY);
    assertKnown("x-api-key", KEY);
    assertKnown("host", "x", "api-key", KEY, "accept", "*/*");
  }

  @Test
  void takesTheSameKeyFromSeveralPlaces() {
    assertKnown("authorization", "Bearer " + KEY, "api-key", KEY, "x-api-key", KEY);
  }

  @Test
  void refusesTwoDifferentKeysWhicheverIsRight() {
    assertRefused("authorization", "Bearer " + KEY, "api-key", "other");
    assertRefused("authorization", "Bearer other", "api-key", KEY);
    assertRefused("api-key", KEY, "x-api-key", KEY + "x");
    assertRefused("authorization", "Basic " + KEY, "api-key", KEY);
    assertRefused("authorization", "", "api-key", KEY);
    assertRefused("authorization", "Bearer " + KEY, "api-key", "");
  }

  @Test
  void refusesAHeaderThatComesTwice() {
    assertRefused("authorization", "Bearer " + KEY, "authorization", "Bearer " + KEY);
    assertRefused("authorization", "Bearer " + KEY, "authorization", "Basic x");
    assertRefused("api-key", KEY, "api-key", KEY);
    assertRefused("x-api-key", KEY, "x-api-key", "other");
    assertRefused("authorization", "Bearer " + KEY + ", Bearer " + KEY);
  }

  @Test
  void takesTheKeyFromTheAddressWhereTheEdgeSaysSo() {
    assertSame(DEMO, gatekeeper.identify(Headers.of("host", "x").withAddressKey(KEY)));
    assertSame(DEMO, gatekeeper.identify(Headers.of("x-goog-api-key", KEY).withAddressKey(KEY)));
    for (String wrong : List.of("", "other", KEY + "x", KEY + " ")) {
      assertEquals(
          new Identified.Refused(Gatekeeper.NO_VALID_KEY),
          gatekeeper.identify(Headers.of("x-goog-api-key", KEY).withAddressKey(wrong)));
      assertEquals(
          new Identified.Refused(Gatekeeper.NO_VALID_KEY),
          gatekeeper.identify(Headers.of("host", "x").withAddressKey(wrong)));
    }
    assertRefused("key", KEY);
  }

  @Test
  void refusesNoKeyAtAll() {
    assertRefused();
    assertRefused("authorization", "");
    assertRefused("authorization", "Bearer");
    assertRefused("authorization", "Bearer ");
    assertRefused("authorization", KEY);
    assertRefused("authorization", "Bearer  " + KEY);
    assertRefused("authorization", "Bearer " + KEY + " ");
    assertRefused("proxy-authorization", "Bearer " + KEY);
    assertRefused("Authorization-", "Bearer " + KEY);
  }

  @Test
  void refusesEveryKeyThatDiffersInOneCharacterOrInLength() {
    for (int i = 0; i < KEY.length(); i++) {
      char other = KEY.charAt(i) == 'x' ? 'y' : 'x';
      assertRefused("api-key", KEY.substring(0, i) + other + KEY.substring(i + 1));
      assertRefused("api-key", KEY.substring(0, i));
      assertRefused("api-key", KEY.substring(0, i) + KEY.substring(i + 1));
    }
    assertRefused("api-key", KEY + KEY);
    assertRefused("api-key", KEY + "=");
  }

  @Test
  void takesKeysUpTo512CharactersAndNoLonger() {
    String longest = "k".repeat(512);
    Callers callers =
        new Callers(
            List.of(new Credential(KeyHash.ofKey(longest), DEMO)), RANDOM, Fixtures.room(9, 0), 0);
    Gatekeeper other = Fixtures.gatekeeper(callers);
    assertSame(DEMO, other.identify(Headers.of("api-key", longest)));
    assertTrue(other.identify(Headers.of("api-key", longest + "k")) instanceof Identified.Refused);
    assertThrows(IllegalArgumentException.class, () -> KeyHash.ofKey(longest + "k"));
  }

  @Test
  void refusesTheHashInPlaceOfTheKey() {
    String hex = HexFormat.of().formatHex(KeyHash.ofKey(KEY).bytes());
    assertRefused("api-key", hex);
    Callers callers =
        new Callers(
            List.of(new Credential(KeyHash.ofHex(hex), DEMO)), RANDOM, Fixtures.room(9, 0), 0);
    Gatekeeper other = Fixtures.gatekeeper(callers);
    assertSame(DEMO, other.identify(Headers.of("api-key", KEY)));
    assertTrue(other.identify(Headers.of("api-key", hex)) instanceof Identified.Refused);
  }

  @Test
  void tellsAThousandCallersApart() {
    List<Credential> credentials = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Caller caller = caller("c" + i / 2, CallerLimits.NONE);
      credentials.add(new Credential(KeyHash.ofKey("key-" + i), caller));
    }
    Gatekeeper other =
        Fixtures.gatekeeper(new Callers(credentials, RANDOM, Fixtures.room(9, 0), 0));
    for (int i = 0; i < 1_000; i++) {
      Identified identified = other.identify(Headers.of("api-key", "key-" + i));
      assertEquals("c" + i / 2, identified.toString());
      assertTrue(
          other.identify(Headers.of("api-key", "key-" + (i + 1_000)))
              instanceof Identified.Refused);
    }
  }

  @Test
  void oneCallersLeftoversDoNotHelpTheNext() {
    assertKnown("api-key", KEY);
    assertRefused("host", "x");
    assertRefused("api-key", "", "x-api-key", "\u0000");
    assertKnown("x-api-key", KEY);
  }

  @Test
  void nothingAboutAKeyCanBePrinted() {
    KeyHash hash = KeyHash.ofKey(KEY);
    Credential credential = new Credential(hash, DEMO);
    String hex = HexFormat.of().formatHex(hash.bytes());
    assertFalse(credential.toString().contains(KEY));
    assertFalse(credential.toString().contains(hex.substring(0, 8)));
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Callers(
                    List.of(credential, new Credential(hash, caller("b", CallerLimits.NONE))),
                    RANDOM,
                    Fixtures.room(9, 0),
                    0));
    assertTrue(twice.toString().contains("demo"));
    assertFalse(twice.toString().contains(KEY));
    IllegalArgumentException bad =
        assertThrows(IllegalArgumentException.class, () -> KeyHash.ofKey(KEY + "\n"));
    assertFalse(bad.toString().contains(KEY));
    bad = assertThrows(IllegalArgumentException.class, () -> KeyHash.ofHex(hex + "0"));
    assertFalse(bad.toString().contains(hex));
  }

  @Test
  @Case(id = "A2", did = "100,000 hostile credentials, from a seed")
  void refusesAHundredThousandHostileBearers() {
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100_000; i++) {
      Headers headers = HostileKeys.next(random);
      Identified identified = gatekeeper.identify(headers);
      int round = i;
      assertTrue(identified instanceof Identified.Refused, () -> "seed " + seed + " at " + round);
      assertSame(Gatekeeper.NO_VALID_KEY, ((Identified.Refused) identified).failure());
    }
    assertKnown("api-key", KEY);
  }
}
