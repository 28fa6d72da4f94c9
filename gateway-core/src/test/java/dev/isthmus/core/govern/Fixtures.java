package dev.isthmus.core.govern;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Strain;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/** Callers and calls that the tests of this package start from. */
final class Fixtures {
  static final String KEY = "isth-5f2c7b0e41d94f6f8d9a0c1b2e3d4f50";
  static final SecureRandom RANDOM = new SecureRandom();

  private Fixtures() {}

  static Caller caller(String name, CallerLimits limits, String... models) {
    return new Caller(
        new CallerId(name, 0),
        Set.of(models),
        Scope.ANY,
        limits,
        Caller.Expose.ID,
        CallClass.INTERACTIVE);
  }

  static Callers callers(Caller caller, long now) {
    return new Callers(
        List.of(new Credential(KeyHash.ofKey(KEY), caller)), RANDOM, room(100, now), now);
  }

  static Room room(int places, long now) {
    return new Room(places, new BodyBudget(1 << 20), 1 << 20, now);
  }

  /** On a loop that is never late, in a process with memory enough. */
  static Gatekeeper gatekeeper(Callers callers) {
    return new Gatekeeper(callers, Pace.unmeasured(), () -> Strain.CALM);
  }

  /** A chat of 100 prompt tokens. */
  static CallFacts chat(String model, long maxOutputTokens) {
    return facts(Operation.CHAT, model, maxOutputTokens, 1);
  }

  static CallFacts facts(Operation operation, String model, long maxOutputTokens, int choices) {
    return new CallFacts(operation, model, false, false, 500, 400, 0, maxOutputTokens, choices, 0);
  }
}
