package dev.isthmus.core.govern;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All callers of one version of the configuration, their keys, and what they have used. Threads:
 * any; immutable but for the meters.
 */
public final class Callers {
  private final Keys keys;
  private final Room room;
  private final Map<String, CallerMeter> meters = new HashMap<>();

  /**
   * Callers of whom none has used anything. Errors: as those of {@link #next}.
   *
   * @param random draws the secret under which keys are kept; not asked again
   * @param room in which they all are
   */
  public Callers(List<Credential> credentials, SecureRandom random, Room room, long nowNanos) {
    this(credentials, Map.of(), random, room, nowNanos);
  }

  private Callers(
      List<Credential> credentials,
      Map<String, CallerMeter> before,
      SecureRandom random,
      Room room,
      long nowNanos) {
    this.room = room;
    keys = new Keys(credentials, random);
    Map<String, Caller> byName = new HashMap<>();
    for (Credential credential : credentials) {
      Caller caller = credential.caller();
      Caller other = byName.putIfAbsent(caller.name(), caller);
      if (other != null && !other.equals(caller)) {
        throw new IllegalArgumentException(
            "name: " + caller + " twice (expected: one caller each)");
      }
      meters.computeIfAbsent(
          caller.name(), name -> new CallerMeter(caller, room, before.get(name), nowNanos));
    }
    before.forEach(
        (name, meter) -> {
          if (!meter.isUnused(nowNanos)) {
            meters.putIfAbsent(name, meter);
          }
        });
  }

  /**
   * The callers of another configuration. What each has used follows its name; so it does where a
   * name is gone and comes back, as long as anything of it is left to settle.
   *
   * <p>Errors: two callers of one name, or one key for two callers, are refused.
   */
  public Callers next(List<Credential> credentials, SecureRandom random, long nowNanos) {
    return new Callers(credentials, meters, random, room, nowNanos);
  }

  /** How many calls of the caller {@code name} are under way. */
  public int inFlight(String name) {
    CallerMeter meter = meters.get(name);
    return meter == null ? 0 : meter.seat().inside();
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
