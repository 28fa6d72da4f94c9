package dev.isthmus.core.govern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may ask of one call by its headers, and how it is refused. */
final class WishReaderTest {
  private final WishReader reader = new WishReader();

  private static Caller caller(CallClass callClass) {
    CallerId id = new CallerId("team", 0);
    return new Caller(id, Set.of(), Scope.ANY, CallerLimits.NONE, Caller.Expose.ID, callClass);
  }

  private Wishes read(String... headers) {
    return assertInstanceOf(
        Wishes.class, reader.read(Headers.of(headers), caller(CallClass.INTERACTIVE)));
  }

  private Failure refused(CallClass allowed, String... headers) {
    return assertInstanceOf(Asked.Refused.class, reader.read(Headers.of(headers), caller(allowed)))
        .failure();
  }

  @Test
  void aCallThatAsksForNothingHasTheTermsOfItsCaller() {
    Wishes wishes = read("content-type", "application/json", "x-request-id", "1");
    assertSame(Wishes.NONE, wishes);
    Terms terms = new Terms(Scope.ANY, CallClass.STANDARD);
    assertSame(terms, wishes.within(terms));
  }

  @Test
  void everyHeaderIsRead() {
    Wishes wishes =
        read(
            "x-isthmus-deadline-ms", " 1500 ",
            "x-isthmus-first-token-ms", "250",
            "x-isthmus-max-dollars", "0.0125",
            "x-isthmus-regions", "westeurope, europe-west4",
            "x-isthmus-data-zones", "eu",
            "x-isthmus-providers", "azure-eu",
            "x-isthmus-class", "batch");
    Scope scope = new Scope(Set.of("westeurope", "europe-west4"), Set.of("eu"), Set.of("azure-eu"));
    assertEquals(new Wishes(CallClass.BATCH, new Bounds(scope, 1.5, 0.25, 0.0125), 0), wishes);
  }

  @Test
  void oneRequestLeavesNothingToTheNext() {
    refused(CallClass.BATCH, "x-isthmus-deadline-ms", "soon");
    assertEquals(0.5, read("x-isthmus-deadline-ms", "500").bounds().deadlineSeconds());
    assertFalse(read("x-isthmus-max-dollars", "1").bounds().hasDeadline());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-isthmus-deadline-ms | 0",
        "x-isthmus-deadline-ms | -5",
        "x-isthmus-deadline-ms | 1.5",
        "x-isthmus-deadline-ms | 86400001",
        "x-isthmus-deadline-ms | 99999999999999999999",
        "x-isthmus-deadline-ms | ''",
        "x-isthmus-first-token-ms | 300ms",
        "x-isthmus-max-dollars | 0",
        "x-isthmus-max-dollars | 0.00",
        "x-isthmus-max-dollars | -1",
        "x-isthmus-max-dollars | 1e3",
        "x-isthmus-max-dollars | NaN",
        "x-isthmus-max-dollars | $1",
        "x-isthmus-max-dollars | 0.0000000000001",
        "x-isthmus-regions | ''",
        "x-isthmus-regions | eu,,us",
        "x-isthmus-regions | eu us",
        "x-isthmus-data-zones | <script>",
        "x-isthmus-providers | ,",
        "x-isthmus-class | urgent",
        "x-isthmus-class | INTERACTIVE"
      })
  void whatCannotBeReadIsRefusedByNameAndWithoutItsValue(String name, String value) {
    Failure failure = refused(CallClass.INTERACTIVE, name, value);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(name, failure.param());
    assertTrue(failure.detail().startsWith(name + ": "), failure.detail());
    assertTrue(failure.detail().contains("(expected: "), failure.detail());
    assertFalse(value.length() > 5 && failure.detail().contains(value), failure.detail());
  }

  @Test
  void aHeaderThatComesTwiceIsRefused() {
    String name = "x-isthmus-regions";
    Failure failure = refused(CallClass.INTERACTIVE, name, "eu", name, "us");
    assertEquals(name + ": comes twice (expected: once)", failure.detail());
    assertEquals(
        "x-isthmus-deadline-ms: comes twice (expected: once)",
        refused(CallClass.INTERACTIVE, "x-isthmus-deadline-ms", "5", "x-isthmus-deadline-ms", "5")
            .detail());
  }

  @Test
  void aHeaderThatNobodyKnowsIsNotPassedOverInSilence() {
    Failure failure = refused(CallClass.INTERACTIVE, "x-isthmus-region", "eu");
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertTrue(failure.detail().contains("x-isthmus-regions"), failure.detail());
  }

  @Test
  void tooManyNamesAreRefused() {
    StringBuilder many = new StringBuilder("r0");
    for (int i = 1; i < 33; i++) {
      many.append(",r").append(i);
    }
    refused(CallClass.INTERACTIVE, "x-isthmus-regions", many.toString());
  }

  @ParameterizedTest
  @CsvSource({"STANDARD, interactive", "BATCH, interactive", "BATCH, standard"})
  void nobodyIsMoreUrgentThanItsCallerMayBe(CallClass allowed, String asked) {
    Failure failure = refused(allowed, "x-isthmus-class", asked);
    assertEquals(FailureKind.FORBIDDEN, failure.kind());
    assertEquals("x-isthmus-class", failure.param());
  }

  @ParameterizedTest
  @ValueSource(strings = {"interactive", "standard", "batch"})
  void anybodyMayWaitLonger(String asked) {
    CallClass callClass = read("x-isthmus-class", asked).callClass();
    assertEquals(CallClass.valueOf(asked.toUpperCase(java.util.Locale.ROOT)), callClass);
  }

  @Test
  void placesOnlyEverBecomeFewer() {
    Terms eu = new Terms(new Scope(Set.of(), Set.of("eu"), Set.of()), CallClass.BATCH);
    Scope both = read("x-isthmus-regions", "us-1").within(eu).scope();
    assertTrue(both.allows("us-1", "eu", "any"));
    assertFalse(both.allows("us-1", "us", "any"));
    assertFalse(both.allows("eu-1", "eu", "any"));
    assertEquals(Scope.NOTHING, read("x-isthmus-data-zones", "us").within(eu).scope());
  }

  @Test
  void aSessionIsNamedByOurHeaderOrByThoseThatAgentsSend() {
    long session = read("x-isthmus-session", "s1").session();
    assertEquals(session, read("x-isthmus-session", "s1", "session_id", "s2").session());
    for (String name : List.of("x-claude-code-session-id", "session-id", "session_id")) {
      Wishes wishes = read(name, "s1");
      assertEquals(session, wishes.session(), name);
      assertSame(Bounds.NONE, wishes.bounds());
    }
    assertNotEquals(session, read("session_id", "s2").session());
    assertEquals(0, read("session_id", "").session());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\u00e4"})
  void aSessionThatIsNoNameIsRefused(String value) {
    assertEquals("x-isthmus-session", refused(CallClass.BATCH, "x-isthmus-session", value).param());
    assertEquals(
        FailureKind.INVALID_REQUEST,
        refused(CallClass.BATCH, "x-isthmus-session", "s".repeat(257)).kind());
  }
}
