package dev.isthmus.load.cloud.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools a request offers and what it says about their use.
 *
 * @param named the tool that must be called when {@code choice} is NAMED
 * @param parallel whether one answer may call several
 */
public record ToolMenu(List<Tool> tools, Choice choice, @Nullable String named, boolean parallel) {

  /** NONE: must not call. AUTO: may. REQUIRED: must call one. NAMED: must call that one. */
  public enum Choice {
    NONE,
    AUTO,
    REQUIRED,
    NAMED
  }

  /** A request without tools. */
  public static final ToolMenu NONE = new ToolMenu(List.of(), Choice.NONE, null, false);

  public ToolMenu {
    tools = List.copyOf(tools);
  }

  /** Whether the answer must be a tool call. */
  public boolean forced() {
    return !tools.isEmpty() && (choice == Choice.REQUIRED || choice == Choice.NAMED);
  }
}
