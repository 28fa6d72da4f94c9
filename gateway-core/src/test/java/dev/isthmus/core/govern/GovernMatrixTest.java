package dev.isthmus.core.govern;

import static dev.isthmus.core.govern.Fixtures.KEY;
import static dev.isthmus.core.govern.Fixtures.caller;
import static dev.isthmus.core.govern.Fixtures.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every way to show a key × every operation × every standing of the caller. */
class GovernMatrixTest {
  private static final Map<String, Headers> GOOD =
      Map.of(
          "bearer", Headers.of("authorization", "Bearer " + KEY),
          "api-key", Headers.of("api-key", KEY),
          "x-api-key", Headers.of("x-api-key", KEY),
          "all three",
              Headers.of("authorization", "Bearer " + KEY, "api-key", KEY, "x-api-key", KEY));

  private static final Map<String, Headers> BAD =
      Map.of(
          "no key", Headers.of("accept", "*/*"),
          "wrong key", Headers.of("api-key", KEY + "0"),
          "another's prefix", Headers.of("api-key", KEY.substring(0, 20) + "z".repeat(17)),
          "basic", Headers.of("authorization", "Basic " + KEY),
          "bearer twice",
              Headers.of("authorization", "Bearer " + KEY, "authorization", "Bearer " + KEY),
          "two keys", Headers.of("authorization", "Bearer " + KEY, "api-key", "other"),
          "not ASCII", Headers.of("api-key", KEY + "é"),
          "too long", Headers.of("api-key", "k".repeat(513)));

  /** What a caller with a good key meets. */
  private enum Standing {
    FREE(200),
    MODEL_HIDDEN(404),
    OUT_OF_REQUESTS(429),
    OUT_OF_TOKENS(429),
    TOO_MANY_AT_ONCE(429),
    HIDDEN_AND_OUT_OF_REQUESTS(404);

    private final int status;

    Standing(int status) {
      this.status = status;
    }

    /** Tensors have no tokens, and a count sells none: budgets of tokens do not hold them up. */
    int status(Operation operation) {
      boolean sellsNone = operation == Operation.INFER || operation == Operation.COUNT;
      return this == OUT_OF_TOKENS && sellsNone ? 200 : status;
    }

    CallerLimits limits() {
      return switch (this) {
        case FREE, MODEL_HIDDEN -> CallerLimits.NONE;
        case OUT_OF_REQUESTS, HIDDEN_AND_OUT_OF_REQUESTS -> new CallerLimits(1, -1, -1);
        case OUT_OF_TOKENS -> new CallerLimits(-1, 1, -1);
        case TOO_MANY_AT_ONCE -> new CallerLimits(-1, -1, 1);
      };
    }

    String model() {
      return name().contains("HIDDEN") ? "hidden" : "m";
    }
  }

  @TestFactory
  List<DynamicTest> everyCell() {
    List<DynamicTest> cells = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (Standing standing : Standing.values()) {
        GOOD.forEach(
            (name, headers) ->
                cells.add(cell(name, headers, operation, standing, standing.status(operation))));
        BAD.forEach((name, headers) -> cells.add(cell(name, headers, operation, standing, 401)));
      }
    }
    return cells;
  }

  private static DynamicTest cell(
      String name, Headers headers, Operation operation, Standing standing, int expected) {
    return DynamicTest.dynamicTest(
        operation + ", " + standing + ", " + name,
        () -> assertEquals(expected, status(headers, operation, standing)));
  }

  private static int status(Headers headers, Operation operation, Standing standing) {
    Caller known = caller("c", standing.limits(), "m");
    Gatekeeper gatekeeper = Fixtures.gatekeeper(Fixtures.callers(known, 0));
    gatekeeper.enter(known, -1, 0);
    gatekeeper.admit(known, facts(operation, "m", 10, 1), 0, 0);
    Identified identified = gatekeeper.identify(headers);
    if (identified instanceof Identified.Refused refused) {
      return refused.failure().kind().httpStatus();
    }
    if (gatekeeper.enter((Caller) identified, -1, 0) instanceof Entry.TurnedAway away) {
      return away.failure().kind().httpStatus();
    }
    Admission admission =
        gatekeeper.admit((Caller) identified, facts(operation, standing.model(), 10, 1), 0, 0);
    return admission instanceof Admission.Refused refused
        ? refused.failure().kind().httpStatus()
        : 200;
  }
}
