package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keeps account of what one request loses in translation. Threads: one. */
public final class Losses {
  /** More names than any honest request loses; the header that lists them stays short. */
  static final int MAX_NAMES = 32;

  /** Longest name of the caller's own making that is told back. */
  private static final int MAX_NAME_CHARS = 64;

  private final LossPolicy policy;
  private final CallerSide caller;
  private final Set<String> names = new LinkedHashSet<>();

  /** What is lost is told in the words of {@code caller}. */
  public Losses(LossPolicy policy, CallerSide caller) {
    this.policy = policy;
    this.caller = caller;
  }

  /**
   * Notes that what was asked for is left out.
   *
   * @throws TurnRefusal where nothing may be lost
   */
  public void drop(Feature feature) throws TurnRefusal {
    drop(name(feature));
  }

  /**
   * The stop sequences that can be seen. Some providers refuse the others, which many callers send.
   *
   * @throws TurnRefusal where nothing may be lost
   */
  public List<String> visibleStops(List<String> stop) throws TurnRefusal {
    List<String> visible = stop.stream().filter(text -> !text.isBlank()).toList();
    if (visible.size() < stop.size()) {
      drop(Feature.STOP);
    }
    return visible;
  }

  /** What was asked for cannot be had from this deployment. */
  public TurnRefusal refusal(Feature feature) {
    return unsupported(name(feature));
  }

  /** What the caller calls {@code feature}. */
  public String name(Feature feature) {
    String name = caller.nameOf(feature);
    return name == null ? feature.name().toLowerCase(Locale.ROOT) : name;
  }

  /** The conversation as a whole is not one that this deployment takes. */
  public TurnRefusal badConversation(String expected) {
    return TurnRefusal.invalid(caller.conversation(), expected);
  }

  /**
   * Notes that the conversation is carried in another form.
   *
   * @throws TurnRefusal where only the caller's own form will do
   */
  public void reshapeConversation(String why) throws TurnRefusal {
    reshape(caller.conversation(), why);
  }

  /**
   * Notes that arguments of a tool call are carried in another form.
   *
   * @throws TurnRefusal where only the caller's own form will do
   */
  public void reshapeToolArguments(String why) throws TurnRefusal {
    reshape(caller.toolArguments(), why);
  }

  /**
   * Notes that {@code field} is left out.
   *
   * @throws TurnRefusal where nothing may be lost
   */
  public void drop(String field) throws TurnRefusal {
    String name = isPlain(field) ? field : "(unnamed)";
    if (policy == LossPolicy.STRICT) {
      throw unsupported(name);
    }
    if (names.size() < MAX_NAMES) {
      names.add(name);
    }
  }

  /**
   * Notes that {@code field} is carried in another form than the caller's.
   *
   * @throws TurnRefusal where only the caller's own form will do
   */
  public void reshape(String field, String why) throws TurnRefusal {
    if (policy == LossPolicy.STRICT) {
      throw new TurnRefusal(Failure.ofClient(FailureKind.UNSUPPORTED, field + ": " + why, field));
    }
  }

  /** The names of what was left out, in the order in which it was met. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /** {@code field} means something that this deployment cannot do. */
  public static TurnRefusal unsupported(String field) {
    return new TurnRefusal(
        Failure.ofClient(
            FailureKind.UNSUPPORTED, field + ": not supported by this deployment", field));
  }

  /** Names come from the caller's keys and go out in a header: only plain ones are told back. */
  private static boolean isPlain(String field) {
    return !field.isEmpty()
        && field.length() <= MAX_NAME_CHARS
        && field.chars().allMatch(Losses::isPlain);
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '-' && c <= '9') || c == '_';
  }
}
