package dev.isthmus.core.govern;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Scope;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what callers ask of single calls: the headers that begin with {@value Bounds#PREFIX}. A
 * header that is not known, that comes twice or is not what it should be refuses the call, because
 * a bound that is passed over in silence is worse than none.
 *
 * <p>Threads: one event loop; it keeps nothing from one request to the next. Errors: refusals are
 * values, which name header, shape and expectation, and never the value.
 */
final class WishReader implements BiConsumer<String, String> {
  private static final String CLASS = Bounds.PREFIX + "class";
  private static final String SESSION = Bounds.PREFIX + "session";

  /** What agents call their sessions of their own accord; nothing of it is checked. */
  private static final String[] AGENTS = {"x-claude-code-session-id", "session-id", "session_id"};

  private static final String KNOWN =
      String.join(
          ", ",
          Bounds.DEADLINE,
          Bounds.FIRST_TOKEN,
          Bounds.MAX_DOLLARS,
          Bounds.REGIONS,
          Bounds.DATA_ZONES,
          Bounds.PROVIDERS,
          CLASS,
          SESSION);

  private static final long MOST_MILLIS = 86_400_000;
  private static final int MOST_NAMES = 32;
  private static final double MILLIS = 1e3;
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,8}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,12})?");
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,256}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String A_TIME = "a whole number of milliseconds from 1 to " + MOST_MILLIS;
  private static final String MONEY =
      "US dollars over 0 as a decimal number, such as 0.05, with at most 12 places";
  private static final String NAMES =
      "1 to " + MOST_NAMES + " names separated by commas, as the gateway's configuration has them";

  private final Found found = new Found();

  /** What one request's headers held. */
  private static final class Found {
    private double deadline;
    private double firstContent;
    private double dollars;
    private @Nullable Set<String> regions;
    private @Nullable Set<String> dataZones;
    private @Nullable Set<String> providers;
    private @Nullable CallClass callClass;
    private @Nullable String session;
    private @Nullable Failure wrong;
    private boolean any;

    void clear() {
      deadline = Double.POSITIVE_INFINITY;
      firstContent = Double.POSITIVE_INFINITY;
      dollars = Double.POSITIVE_INFINITY;
      regions = null;
      dataZones = null;
      providers = null;
      callClass = null;
      session = null;
      wrong = null;
      any = false;
    }
  }

  /**
   * What {@code headers} ask for.
   *
   * @param caller whose class is the most urgent that its calls may have
   */
  @HotPath
  Asked read(HeaderView headers, Caller caller) {
    found.clear();
    headers.forEachFrom(Bounds.PREFIX, this);
    CallClass asked = found.callClass;
    if (found.wrong == null && asked != null && asked.compareTo(caller.callClass()) < 0) {
      found.wrong = tooUrgent(asked, caller.callClass());
    }
    if (found.wrong != null) {
      return new Asked.Refused(found.wrong);
    }
    String session = found.session == null ? ofAgent(headers) : found.session;
    if (session == null && !found.any) {
      return Wishes.NONE;
    }
    return new Wishes(
        found.callClass,
        found.any ? bounds() : Bounds.NONE,
        session == null ? AffinityKey.NONE : AffinityKey.ofSession(session, caller.name()));
  }

  private static @Nullable String ofAgent(HeaderView headers) {
    for (String name : AGENTS) {
      String session = headers.get(name);
      if (session != null && !session.isEmpty()) {
        return session;
      }
    }
    return null;
  }

  private Bounds bounds() {
    Scope scope = new Scope(all(found.regions), all(found.dataZones), all(found.providers));
    return new Bounds(scope, found.deadline, found.firstContent, found.dollars);
  }

  private static Set<String> all(@Nullable Set<String> names) {
    return names == null ? Set.of() : names;
  }

  @Override
  public void accept(String name, String text) {
    found.any = true;
    if (found.wrong != null) {
      return;
    }
    String value = text.strip();
    switch (name) {
      case Bounds.DEADLINE -> found.deadline = once(name, found.deadline, seconds(name, value));
      case Bounds.FIRST_TOKEN ->
          found.firstContent = once(name, found.firstContent, seconds(name, value));
      case Bounds.MAX_DOLLARS -> found.dollars = once(name, found.dollars, dollars(name, value));
      case Bounds.REGIONS -> found.regions = once(name, found.regions, names(name, value));
      case Bounds.DATA_ZONES -> found.dataZones = once(name, found.dataZones, names(name, value));
      case Bounds.PROVIDERS -> found.providers = once(name, found.providers, names(name, value));
      case CLASS -> found.callClass = once(name, found.callClass, callClass(name, value));
      case SESSION -> found.session = once(name, found.session, session(name, value));
      default ->
          refuse(Bounds.PREFIX + "*", "a header of this name is not known", "one of " + KNOWN);
    }
  }

  private double once(String name, double before, double value) {
    if (before < Double.POSITIVE_INFINITY) {
      refuse(name, "comes twice", "once");
    }
    return value;
  }

  private <T> T once(String name, @Nullable T before, T value) {
    if (before != null) {
      refuse(name, "comes twice", "once");
    }
    return value;
  }

  private double seconds(String name, String value) {
    long millis = WHOLE.matcher(value).matches() ? Long.parseLong(value) : 0;
    if (millis < 1 || millis > MOST_MILLIS) {
      refuse(name, shape(value), A_TIME);
      return Double.POSITIVE_INFINITY;
    }
    return millis / MILLIS;
  }

  private double dollars(String name, String value) {
    double dollars = DECIMAL.matcher(value).matches() ? Double.parseDouble(value) : 0;
    if (dollars <= 0) {
      refuse(name, shape(value), MONEY);
      return Double.POSITIVE_INFINITY;
    }
    return dollars;
  }

  private Set<String> names(String name, String value) {
    Set<String> names = new TreeSet<>();
    for (String each : value.split(",", -1)) {
      String one = each.strip();
      if (!NAME.matcher(one).matches() || names.size() == MOST_NAMES) {
        refuse(name, shape(value), NAMES);
        return Set.of();
      }
      names.add(one);
    }
    return names;
  }

  private CallClass callClass(String name, String value) {
    for (CallClass each : CallClass.values()) {
      if (lower(each).equals(value)) {
        return each;
      }
    }
    refuse(name, shape(value), "interactive, standard or batch");
    return CallClass.BATCH;
  }

  private String session(String name, String value) {
    if (!VISIBLE.matcher(value).matches()) {
      refuse(name, shape(value), "1 to 256 visible ASCII characters");
    }
    return value;
  }

  private static String shape(String value) {
    return value.isEmpty() ? "empty" : "a value of " + value.length() + " characters";
  }

  private void refuse(String name, String shape, String expected) {
    String detail = name + ": " + shape + " (expected: " + expected + ")";
    found.wrong = Failure.ofClient(FailureKind.INVALID_REQUEST, detail, name);
  }

  private static Failure tooUrgent(CallClass asked, CallClass allowed) {
    String detail =
        CLASS
            + ": "
            + lower(asked)
            + " (expected: "
            + lower(allowed)
            + ", which this caller's calls are, or one that waits longer)";
    return Failure.ofClient(FailureKind.FORBIDDEN, detail, CLASS);
  }

  private static String lower(CallClass callClass) {
    return callClass.name().toLowerCase(Locale.ROOT);
  }
}
