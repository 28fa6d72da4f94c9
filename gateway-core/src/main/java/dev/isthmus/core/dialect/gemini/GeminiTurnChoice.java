package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallArguments;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One candidate of an answer: makes whole parts of what comes in pieces. Calls that come in pieces
 * wait for the candidate's end, because only then are their arguments surely whole.
 */
final class GeminiTurnChoice {
  /** More arguments than any model writes; bounds what an answer can make us keep. */
  private static final int MAX_ARGUMENT_CHARS = 4 << 20;

  private final Map<Integer, Call> calls = new TreeMap<>();
  private int argumentChars;

  /** Of the text that comes next. */
  private @Nullable Signature textSignature;

  private boolean malformed;
  private boolean called;
  private StopReason reason = StopReason.END;

  /** Takes the next event and gives the parts that are whole now. */
  List<GeminiTurnAnswerPart> on(TurnEvent event) throws IOException {
    List<GeminiTurnAnswerPart> parts = new ArrayList<>(1);
    if (event instanceof TurnEvent.Text text) {
      if (!text.text().isEmpty()) {
        parts.add(new GeminiTurnAnswerPart(text.text(), false, null, textSignature));
        textSignature = null;
      }
      return parts;
    }
    flushSignature(parts);
    if (event instanceof Reasoning reasoning) {
      think(reasoning, parts);
    } else if (event instanceof ToolCall call) {
      add(call, parts);
    } else if (event instanceof ToolCallStart start) {
      calls.put(start.index(), new Call(start, new StringBuilder()));
    } else if (event instanceof ToolCallArguments more) {
      append(more);
    } else if (event instanceof TurnEvent.Stop stop) {
      reason = stop.reason();
      flushCalls(parts);
    }
    return parts;
  }

  /** A call that cannot be written down is not left out in silence. */
  String finishReason() {
    if (malformed && reason != StopReason.LENGTH) {
      return "MALFORMED_FUNCTION_CALL";
    }
    return switch (reason) {
      case END, TOOL_CALLS -> "STOP";
      case LENGTH -> "MAX_TOKENS";
      case FILTER -> "SAFETY";
    };
  }

  private void think(Reasoning reasoning, List<GeminiTurnAnswerPart> parts) {
    Signature signature = reasoning.signature();
    boolean ofText = signature != null && signature.issuer().equals(GeminiParts.ISSUER);
    if (reasoning.text().isEmpty() && ofText) {
      textSignature = signature;
    } else if (!reasoning.text().isEmpty() || signature != null) {
      parts.add(new GeminiTurnAnswerPart(reasoning.text(), true, null, signature));
    }
  }

  private void flushSignature(List<GeminiTurnAnswerPart> parts) {
    if (textSignature != null) {
      parts.add(new GeminiTurnAnswerPart("", false, null, textSignature));
      textSignature = null;
    }
  }

  private void append(ToolCallArguments more) throws TurnRefusal {
    argumentChars += more.piece().length();
    if (argumentChars > MAX_ARGUMENT_CHARS) {
      throw new TurnRefusal(
          Failure.ofProvider(
              FailureKind.MALFORMED,
              Failure.Retry.NEVER,
              "the answer's tool calls hold more than " + MAX_ARGUMENT_CHARS + " characters"));
    }
    Call call = calls.get(more.index());
    if (call != null) {
      call.arguments.append(more.piece());
    }
  }

  private void flushCalls(List<GeminiTurnAnswerPart> parts) throws IOException {
    for (Call call : calls.values()) {
      ToolCallStart start = call.start;
      add(new ToolCall(start.id(), start.name(), call.arguments.toString(), null), parts);
    }
    calls.clear();
  }

  private void add(ToolCall call, List<GeminiTurnAnswerPart> parts) throws IOException {
    String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
    if (TurnJson.isObject(arguments)) {
      Signature signature = call.signature();
      if (signature == null && !called) {
        signature = GeminiTurnSignature.NOBODY; // Google signs the first of several calls
      }
      called = true;
      ToolCall whole = new ToolCall(call.id(), call.name(), TurnJson.compact(arguments), signature);
      parts.add(GeminiTurnAnswerPart.of(whole));
    } else {
      malformed = true;
    }
  }

  private record Call(ToolCallStart start, StringBuilder arguments) {}
}
