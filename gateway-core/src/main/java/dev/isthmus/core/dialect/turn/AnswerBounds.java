package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a writer may have to keep of one answer, so that no provider makes it keep ever more:
 * {@link TurnBounds} says how much of each. How long texts are is the readers' and writers' own
 * matter. Threads: one. Errors: more than the bound is refused as MALFORMED.
 */
final class AnswerBounds {
  /** What a choice's last block is; a piece of another kind begins the next block. */
  private enum Block {
    NONE,
    TEXT,
    THOUGHT,
    CALL
  }

  private final Map<Integer, Block> lasts = new HashMap<>();
  private int choice;
  private int calls;
  private int blocks;
  private int scored;
  private long marks;

  /** Counts what {@code event} adds. */
  void check(TurnEvent event) throws TurnRefusal {
    if (event instanceof TurnEvent.Speaker speaker) {
      choose(speaker.choice());
    } else if (event instanceof TurnEvent.Text) {
      goOn(Block.TEXT);
    } else if (event instanceof Reasoning reasoning) {
      think(reasoning.signature());
    } else if (event instanceof ToolCall call) {
      call(call.id(), call.name());
      mark(call.signature());
    } else if (event instanceof ToolCallStart start) {
      call(start.id(), start.name());
    } else if (event instanceof TurnEvent.Logprobs logprobs) {
      for (ScoredToken token : logprobs.tokens()) {
        scored += 1 + token.others().size();
      }
      require(scored <= TurnBounds.MAX_SCORED_TOKENS, TurnBounds.MAX_SCORED_TOKENS, "scores");
    }
  }

  private void choose(int next) throws TurnRefusal {
    choice = next;
    lasts.putIfAbsent(next, Block.NONE);
    require(lasts.size() <= TurnBounds.MAX_CHOICES, TurnBounds.MAX_CHOICES, "choices");
  }

  private void think(@Nullable Signature signature) throws TurnRefusal {
    goOn(Block.THOUGHT);
    if (signature != null) {
      mark(signature);
      lasts.put(choice, Block.NONE); // a signature ends the thought
    }
  }

  private void call(@Nullable String id, String name) throws TurnRefusal {
    calls++;
    require(calls <= TurnBounds.MAX_ANSWER_CALLS, TurnBounds.MAX_ANSWER_CALLS, "tool calls");
    lasts.put(choice, Block.NONE);
    goOn(Block.CALL);
    mark(name.length() + (id == null ? 0 : id.length()));
  }

  private void goOn(Block kind) throws TurnRefusal {
    if (lasts.put(choice, kind) != kind) {
      blocks++;
      require(blocks <= TurnBounds.MAX_ANSWER_BLOCKS, TurnBounds.MAX_ANSWER_BLOCKS, "blocks");
    }
  }

  private void mark(@Nullable Signature signature) throws TurnRefusal {
    mark(signature == null ? 0 : signature.value().length());
  }

  private void mark(int chars) throws TurnRefusal {
    marks += chars;
    require(
        marks <= TurnBounds.MAX_ANSWER_MARKS,
        TurnBounds.MAX_ANSWER_MARKS,
        "characters of ids, names and signatures");
  }

  private static void require(boolean fits, int most, String things) throws TurnRefusal {
    if (!fits) {
      throw new TurnRefusal(
          Failure.ofProvider(
              FailureKind.MALFORMED,
              Failure.Retry.NEVER,
              "the answer holds more than " + most + " " + things));
    }
  }
}
