package dev.isthmus.server.probe;

import dev.isthmus.core.signal.EngineReport;
import dev.isthmus.server.probe.GaugeSums.Belongs;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few series that matter out of a page in Prometheus' text format, as its bytes come.
 *
 * <p>Shape: line by line, a state at a time; {@code name{label="value",…} number rest}. Comments,
 * other names, time stamps and exemplars are passed over. A line that is not of this shape says
 * nothing and spoils no other. Bounds: no more is kept than the longest word that is looked for;
 * what is longer is none of them. Threads: one. Errors: none.
 */
final class ExpositionReader implements ByteProcessor {
  private static final int MOST_NUMBER = 40;
  private static final int MOST_LABEL = 16;
  private static final Pattern DECIMAL = Pattern.compile("[0-9.eE+-]+");

  private enum State {
    NAME,
    BEFORE_LABEL,
    LABEL,
    BEFORE_QUOTE,
    VALUE,
    ESCAPE,
    AFTER_VALUE,
    BEFORE_NUMBER,
    NUMBER,
    REST
  }

  private final String model;
  private final GaugeSums sums = new GaugeSums();
  private final Word name = new Word(Gauge.LONGEST);
  private final Word label = new Word(MOST_LABEL);
  private final Word value;
  private final Word number = new Word(MOST_NUMBER);
  private State state = State.NAME;
  private @Nullable Gauge gauge;
  private Belongs belongs = Belongs.ALL;
  private boolean part;

  /** {@code model} is what the deployment's own series are labelled with. */
  ExpositionReader(String model) {
    this.model = model;
    this.value = new Word(model.getBytes(StandardCharsets.UTF_8).length + 1);
  }

  /** Begins a page. */
  void begin() {
    sums.clear();
    newLine();
  }

  /** Borrows the next bytes of the page. */
  void read(ByteBuf bytes) {
    bytes.forEachByte(this);
  }

  /** Ends the page. */
  EngineReport end() {
    endLine();
    return sums.report();
  }

  @Override
  public boolean process(byte next) {
    if (next == '\n') {
      endLine();
    } else {
      state = step((char) (next & 0xff));
    }
    return true;
  }

  private State step(char next) {
    return switch (state) {
      case NAME -> name(next);
      case BEFORE_LABEL -> beforeLabel(next);
      case LABEL -> label(next);
      case BEFORE_QUOTE -> blank(next) ? state : next == '"' ? quoted() : State.REST;
      case VALUE -> value(next);
      case ESCAPE -> escaped(next);
      case AFTER_VALUE -> afterValue(next);
      case BEFORE_NUMBER -> blank(next) ? state : next == '{' ? State.BEFORE_LABEL : number(next);
      case NUMBER -> blank(next) ? State.REST : number(next);
      case REST -> State.REST;
    };
  }

  private State name(char next) {
    if (next == '#' && name.isEmpty()) {
      return State.REST;
    }
    if (next == '{' || blank(next)) {
      if (blank(next) && name.isEmpty()) {
        return State.NAME;
      }
      gauge = name.overflown() ? null : Gauge.of(name.text());
      return gauge == null ? State.REST : next == '{' ? State.BEFORE_LABEL : State.BEFORE_NUMBER;
    }
    name.add(next == ':' ? '_' : next);
    return State.NAME;
  }

  private State beforeLabel(char next) {
    if (next == '}') {
      return State.BEFORE_NUMBER;
    }
    if (blank(next) || next == ',') {
      return State.BEFORE_LABEL;
    }
    label.clear();
    return label(next);
  }

  private State label(char next) {
    if (next == '=') {
      return State.BEFORE_QUOTE;
    }
    if (!blank(next)) {
      label.add(next);
    }
    return State.LABEL;
  }

  private State quoted() {
    value.clear();
    return State.VALUE;
  }

  private State value(char next) {
    if (next == '\\') {
      return State.ESCAPE;
    }
    if (next == '"') {
      endLabel();
      return State.AFTER_VALUE;
    }
    value.add(next);
    return State.VALUE;
  }

  private State escaped(char next) {
    value.add(next == 'n' ? '\n' : next);
    return State.VALUE;
  }

  private static State afterValue(char next) {
    return switch (next) {
      case ' ', '\t', '\r' -> State.AFTER_VALUE;
      case ',' -> State.BEFORE_LABEL;
      case '}' -> State.BEFORE_NUMBER;
      default -> State.REST;
    };
  }

  private State number(char next) {
    number.add(next);
    return State.NUMBER;
  }

  private void endLabel() {
    switch (label.text()) {
      case "model_name", "model" -> belongs = isOurs() ? Belongs.OURS : Belongs.ELSEWHERE;
      // SGLang repeats what waits for each of its priorities, beside the series for all.
      case "priority" -> part = !value.isEmpty();
      default -> {}
    }
  }

  private boolean isOurs() {
    return !value.overflown() && value.text().equals(model);
  }

  private void endLine() {
    Gauge known = gauge;
    boolean whole = state == State.NUMBER || (state == State.REST && !number.isEmpty());
    if (known != null && whole && !part && !number.overflown()) {
      sums.add(known, belongs, parsed(number.text()));
    }
    newLine();
  }

  private void newLine() {
    name.clear();
    number.clear();
    gauge = null;
    belongs = Belongs.ALL;
    part = false;
    state = State.NAME;
  }

  /** NaN where it is none: infinities are written {@code +Inf}, and say nothing here either. */
  private static double parsed(String text) {
    try {
      return DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static boolean blank(char next) {
    return next == ' ' || next == '\t' || next == '\r';
  }

  /** A few bytes that are kept, and whether there were more. */
  private static final class Word {
    private final byte[] bytes;
    private int length;

    Word(int most) {
      bytes = new byte[most];
    }

    void clear() {
      length = 0;
    }

    void add(char next) {
      if (length < bytes.length) {
        bytes[length] = (byte) next;
      }
      length = Math.min(length + 1, bytes.length + 1);
    }

    boolean isEmpty() {
      return length == 0;
    }

    boolean overflown() {
      return length > bytes.length;
    }

    String text() {
      return new String(bytes, 0, Math.min(length, bytes.length), StandardCharsets.UTF_8);
    }
  }
}
