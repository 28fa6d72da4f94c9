package dev.isthmus.core.call;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call's facts as plain values, so that whoever keeps thousands of them keeps no object that was
 * made for a call. Threads: its decision's.
 */
final class KeptFacts {
  private boolean known;
  private Operation operation = Operation.CHAT;
  private String model = "";
  private boolean stream;
  private boolean includeUsage;
  private long bodyBytes;
  private long promptTextBytes;
  private int images;
  private long maxOutputTokens;
  private int choices;
  private long requires;
  private boolean foreignHistory;
  private StoredState stored = StoredState.NONE;

  void clear() {
    known = false;
  }

  @HotPath
  void keep(@Nullable CallFacts facts) {
    known = facts != null;
    if (facts == null) {
      return;
    }
    if (operation != facts.operation()) {
      operation = facts.operation();
    }
    if (!model.equals(facts.model())) {
      model = facts.model();
    }
    if (!Objects.equals(stored, facts.stored())) {
      stored = facts.stored();
    }
    stream = facts.stream();
    includeUsage = facts.includeUsage();
    bodyBytes = facts.bodyBytes();
    promptTextBytes = facts.promptTextBytes();
    images = facts.images();
    maxOutputTokens = facts.maxOutputTokens();
    choices = facts.choices();
    requires = facts.requires();
    foreignHistory = facts.foreignHistory();
  }

  @Nullable CallFacts facts() {
    return known
        ? new CallFacts(
            operation,
            model,
            stream,
            includeUsage,
            bodyBytes,
            promptTextBytes,
            images,
            maxOutputTokens,
            choices,
            requires,
            foreignHistory,
            stored)
        : null;
  }
}
