package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code messages} and says each when it is whole, because its role may come last. Neighbours
 * of one role are one turn, as they are to Anthropic: a turn's tool uses are answered, all of them,
 * at the start of the next turn.
 */
final class MessagesTurnMessages {
  private final MessagesTurnBody body;
  private final TurnSink sink;
  private final MessagesTurnCalls calls = new MessagesTurnCalls();
  private @Nullable Role last;

  /** Where the assistant said nothing, which it may only at the very end; null elsewhere. */
  private @Nullable String silent;

  MessagesTurnMessages(MessagesTurnBody body, TurnSink sink) {
    this.body = body;
    this.sink = sink;
  }

  void read() throws IOException {
    TurnValues.array(body.parser(), "messages", this::readMessage);
    if (last == null) {
      throw TurnRefusal.invalid("messages", "at least one message");
    }
    calls.requireAnswered("messages");
  }

  /** Says {@code blocks} of text as instructions. */
  static void saySystem(List<MessagesTurnBlock> blocks, TurnSink sink) throws IOException {
    for (MessagesTurnBlock block : blocks) {
      block.require("text", "text");
      sink.on(new SystemText(block.filled("text")));
      mark(block, sink);
    }
  }

  private void readMessage(String param) throws IOException {
    @Nullable String[] role = {null};
    Map<String, List<MessagesTurnBlock>> content = new HashMap<>();
    TurnValues.object(
        body.parser(),
        param,
        key -> {
          switch (key) {
            case "role" -> role[0] = body.oneOf(param + ".role", "user", "assistant", "system");
            case "content" -> content.put(key, MessagesTurnBlock.all(body, param + ".content"));
            default -> body.drop("messages." + key);
          }
        });
    List<MessagesTurnBlock> blocks = content.get("content");
    if (role[0] == null) {
      throw TurnRefusal.invalid(param + ".role", "user, assistant or system");
    }
    if (blocks == null) {
      throw TurnRefusal.invalid(param + ".content", "a string or an array");
    }
    say(role[0], blocks, param);
  }

  private void say(String role, List<MessagesTurnBlock> blocks, String param) throws IOException {
    boolean assistant = role.equals("assistant");
    if (silent != null) {
      throw TurnRefusal.invalid(silent, "content that is not empty");
    }
    if (blocks.isEmpty()) {
      silent = param + ".content";
    }
    if (blocks.isEmpty() && !assistant) {
      throw TurnRefusal.invalid(param + ".content", "content that is not empty");
    }
    switch (role) {
      case "system" -> saySystem(blocks, sink);
      case "assistant" -> sayAssistant(blocks, param);
      default -> sayUser(blocks);
    }
  }

  private void sayUser(List<MessagesTurnBlock> blocks) throws IOException {
    Role speaker = null;
    for (MessagesTurnBlock block : blocks) {
      boolean result = block.type().equals("tool_result");
      Role next = result ? Role.TOOL : Role.USER;
      if (next != speaker) {
        sink.on(new Speaker(next, 0));
        speaker = next;
      }
      if (result) {
        sayResult(block);
      } else {
        block.require(
            "text, image, document, search_result or tool_result in a user message",
            "text",
            "image",
            "document",
            "search_result");
        calls.requireAnswered(block.param());
        block.say(sink);
      }
      mark(block, sink);
    }
    last = Role.USER;
  }

  private void sayResult(MessagesTurnBlock block) throws IOException {
    String id = block.id("tool_use_id");
    String name = calls.answer(id, block.param() + ".tool_use_id");
    sink.on(new ToolResult(id, name, block.result(), block.failed()));
  }

  private void sayAssistant(List<MessagesTurnBlock> blocks, String param) throws IOException {
    if (last == null) {
      throw TurnRefusal.invalid(param + ".role", "user in the first message");
    }
    if (last == Role.USER) {
      calls.requireAnswered(param + ".content");
    }
    sink.on(new Speaker(Role.ASSISTANT, 0));
    MessagesTurnAssistant said = new MessagesTurnAssistant(calls);
    for (MessagesTurnBlock block : blocks) {
      said.read(block);
      mark(block, said::add);
    }
    for (TurnEvent event : said.events()) {
      sink.on(event);
    }
    last = Role.ASSISTANT;
  }

  private static void mark(MessagesTurnBlock block, TurnSink sink) throws IOException {
    CacheMark mark = block.cacheMark();
    if (mark != null) {
      sink.on(mark);
    }
  }
}
