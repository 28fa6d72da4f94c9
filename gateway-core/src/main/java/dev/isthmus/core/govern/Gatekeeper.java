package dev.isthmus.core.govern;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Strain;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says who is asking, and whether they may. One per event loop, over the {@link Callers} of all.
 *
 * <p>A key comes as {@code authorization: Bearer}, {@code api-key}, {@code x-api-key} or {@code
 * x-goog-api-key}, and on Gemini's paths as the parameter {@code key} of the address, as Google's
 * clients may send it. The same key in two of these places is fine; two keys, a header that comes
 * twice, another scheme, and anything that could not be a key are refused, because a second reader
 * behind us might take the other one. All refusals are the same value, so that an answer tells
 * nothing about the reason.
 *
 * <p>Threads: its event loop. Errors: refusals are values.
 */
public final class Gatekeeper {
  /** The one answer to every wrong or missing key. */
  public static final Failure NO_VALID_KEY =
      Failure.ofClient(
          FailureKind.UNAUTHENTICATED,
          "No valid API key. Send yours as `authorization: Bearer KEY`, or as `api-key`, `x-api-key`"
              + " or `x-goog-api-key`; one key only. On Gemini's paths the query parameter `key` is"
              + " one more place.");

  /** The one answer to a model that does not exist and to one that this caller may not see. */
  public static final Failure NO_SUCH_MODEL =
      Failure.ofClient(
          FailureKind.NOT_FOUND,
          "The model does not exist or you do not have access to it.",
          "model");

  private static final Identified.Refused UNKNOWN = new Identified.Refused(NO_VALID_KEY);
  private static final Admission.Refused NOT_FOUND = new Admission.Refused(NO_SUCH_MODEL);

  /** More tokens than any call has, and few enough that sums of them stay far within a long. */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private final Callers callers;
  private final Keys.Reader keys;
  private final KeyFinder finder = new KeyFinder();
  private final WishReader wishes = new WishReader();
  private final Pace pace;
  private final Supplier<Strain> strain;

  /**
   * @param pace of its event loop
   * @param strain how short of memory the process is
   */
  public Gatekeeper(Callers callers, Pace pace, Supplier<Strain> strain) {
    this.callers = callers;
    this.keys = callers.keys().new Reader();
    this.pace = pace;
    this.strain = strain;
  }

  /** Who sends these headers. */
  @HotPath
  public Identified identify(HeaderView headers) {
    finder.reset();
    headers.forEach("authorization", finder);
    headers.forEach("api-key", finder);
    headers.forEach("x-api-key", finder);
    headers.forEach("x-goog-api-key", finder);
    finder.inAddress(headers.keyInAddress());
    String value = finder.value();
    if (value == null) {
      return UNKNOWN;
    }
    Caller caller = keys.find(value, finder.start());
    finder.reset();
    return caller == null ? UNKNOWN : caller;
  }

  /**
   * Whether a call of {@code caller} may come in, judged before anything of it is kept. A {@link
   * Seat} must be left.
   *
   * @param contentLength of its body, −1 where it is not said
   */
  @HotPath
  public Entry enter(Caller caller, long contentLength, long nowNanos) {
    Seat seat = callers.meter(caller).seat();
    boolean batch = caller.callClass() == CallClass.BATCH;
    if (strain.get().reaches(batch ? Strain.TIGHT : Strain.SHORT)) {
      return seat.turnAway(Shed.MEMORY, nowNanos);
    }
    boolean inTime =
        pace.takes(caller.callClass(), nowNanos) || (seat.isModest() && pace.takesModest(nowNanos));
    return inTime ? seat.enter(contentLength, nowNanos) : seat.turnAway(Shed.LOOP, nowNanos);
  }

  /** What {@code caller} asks of a call by its headers, as far as it may. */
  @HotPath
  public Asked asked(Caller caller, HeaderView headers) {
    return wishes.read(headers, caller);
  }

  /**
   * Whether {@code caller} may make this call now. A grant holds room in the caller's limits and
   * must be closed.
   *
   * @param expectedOutputTokens what to reserve for each answer when the call sets no maximum
   */
  @HotPath
  public Admission admit(Caller caller, CallFacts facts, long expectedOutputTokens, long nowNanos) {
    if (!caller.maySee(facts.model())) {
      return NOT_FOUND;
    }
    return callers.meter(caller).admit(wantedTokens(facts, expectedOutputTokens), nowNanos);
  }

  private static long wantedTokens(CallFacts facts, long expectedOutputTokens) {
    if (facts.operation() == Operation.COUNT) {
      return 0; // nothing is sold
    }
    long prompt = Math.min(facts.estimatedPromptTokens(), MOST_TOKENS);
    if (!facts.operation().generates()) {
      return prompt;
    }
    long max = facts.maxOutputTokens();
    long answer = max >= 0 ? max : Math.max(0, expectedOutputTokens);
    double answers = (double) answer * Math.max(1, facts.choices());
    return prompt + (long) Math.min(answers, MOST_TOKENS);
  }

  /** Finds the one key among a request's headers; keeps no value beyond one request. */
  private static final class KeyFinder implements BiConsumer<String, String> {
    private @Nullable String value;
    private int start;
    private int places;
    private boolean bad;

    void reset() {
      value = null;
      places = 0;
      bad = false;
    }

    @Nullable String value() {
      return bad ? null : value;
    }

    int start() {
      return start;
    }

    void inAddress(@Nullable String key) {
      if (key != null) {
        see(16, key, 0);
      }
    }

    @Override
    public void accept(String name, String text) {
      switch (name) {
        case "authorization" -> see(1, text, KeySyntax.bearerStart(text));
        case "api-key" -> see(2, text, 0);
        case "x-api-key" -> see(4, text, 0);
        case "x-goog-api-key" -> see(8, text, 0);
        default -> {}
      }
    }

    private void see(int place, String text, int from) {
      bad |= (places & place) != 0 || from < 0 || !KeySyntax.isKey(text, from);
      places |= place;
      if (bad) {
        return;
      }
      if (value == null) {
        value = text;
        start = from;
      } else {
        bad = !same(value, start, text, from);
      }
    }

    /** Both were sent by the same caller, so there is nothing to hide between them. */
    private static boolean same(String one, int oneStart, String other, int otherStart) {
      int length = one.length() - oneStart;
      return length == other.length() - otherStart
          && one.regionMatches(oneStart, other, otherStart, length);
    }
  }
}
