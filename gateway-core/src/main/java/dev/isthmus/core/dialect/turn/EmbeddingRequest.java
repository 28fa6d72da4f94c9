package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts to be made into vectors.
 *
 * @param subject what the caller calls the texts
 * @param dimensions of the vectors; −1 where the caller leaves them to the model
 * @param base64 whether vectors are asked for as packed numbers and not as JSON's
 */
public record EmbeddingRequest(
    String subject, List<Item> items, int dimensions, boolean base64, Overlong overlong) {

  /**
   * One text.
   *
   * @param text a JSON string with its quotes, lent by the request's body
   * @param task what the vector is for, in Google's words, or null
   * @param title of the document that the text is of, a JSON string likewise, or null
   */
  public record Item(ByteBuf text, @Nullable String task, @Nullable ByteBuf title) {}

  /** What becomes of a text that is too long for the model. */
  public enum Overlong {
    /** It is cut. */
    CUT,
    /** It is an error. */
    REFUSED,
    /** The caller does not say. */
    UNSAID
  }

  public List<ByteBuf> texts() {
    return items.stream().map(Item::text).toList();
  }

  /**
   * The only text.
   *
   * @throws TurnRefusal where there are several
   */
  public Item one() throws TurnRefusal {
    if (items.size() > 1) {
      throw TurnRefusal.unsupported(subject, "one text; this deployment takes one in each call");
    }
    return items.get(0);
  }

  /**
   * For a provider that knows nothing of them: leaves out tasks and titles.
   *
   * @throws TurnRefusal where nothing may be lost
   */
  public void dropTasks(Losses losses) throws TurnRefusal {
    for (Item item : items) {
      if (item.task() != null) {
        losses.drop("taskType");
      }
    }
    dropTitles(losses);
  }

  /** The same for titles alone. */
  public void dropTitles(Losses losses) throws TurnRefusal {
    for (Item item : items) {
      if (item.title() != null) {
        losses.drop("title");
      }
    }
  }

  /** For a provider that always refuses what is too long. */
  public void dropCut(Losses losses) throws TurnRefusal {
    if (overlong == Overlong.CUT) {
      losses.drop("autoTruncate");
    }
  }
}
