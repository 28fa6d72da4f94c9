package dev.isthmus.core.govern;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All callers of this gateway, their keys, and what they have used. Threads: any. */
public final class Callers {
  private final Keys keys;
  private final Map<String, CallerMeter> meters = new HashMap<>();

  /**
   * Errors: two callers of one name, or one key for two callers, are refused.
   *
   * @param random draws the secret under which keys are kept; not asked again
   */
  public Callers(List<Credential> credentials, SecureRandom random, long nowNanos) {
    keys = new Keys(credentials, random);
    Map<String, Caller> byName = new HashMap<>();
    for (Credential credential : credentials) {
      Caller caller = credential.caller();
      Caller other = byName.putIfAbsent(caller.name(), caller);
      if (other != null && !other.equals(caller)) {
        throw new IllegalArgumentException(
            "name: " + caller + " twice (expected: one caller each)");
      }
      meters.computeIfAbsent(caller.name(), name -> new CallerMeter(caller, nowNanos));
    }
  }

  /** How many calls of the caller {@code name} are under way. */
  public int inFlight(String name) {
    CallerMeter meter = meters.get(name);
    return meter == null ? 0 : meter.inFlight();
  }

  Keys keys() {
    return keys;
  }

  CallerMeter meter(Caller caller) {
    @Nullable CallerMeter meter = meters.get(caller.name());
    if (meter == null) {
      throw new IllegalArgumentException(
          "caller: " + caller + " (expected: one of this gateway's)");
    }
    return meter;
  }
}
