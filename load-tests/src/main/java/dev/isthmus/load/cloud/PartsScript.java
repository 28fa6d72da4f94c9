package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;

/** What a container writes, whole or as events, carried in the parts of an AWS stream. */
record PartsScript(Script inner) implements Script {

  @Override
  public Framing framing() {
    return Framing.PAYLOAD_PARTS;
  }

  @Override
  public JsonNode whole() {
    return inner.whole();
  }

  @Override
  public void open(EventOut out) {
    inner.open(out);
  }

  @Override
  public boolean step(EventOut out, int tokens) {
    return inner.framing() != Framing.WHOLE && inner.step(out, tokens);
  }

  @Override
  public void close(EventOut out) {
    if (inner.framing() == Framing.WHOLE) {
      out.document(inner.whole());
    } else {
      inner.close(out);
    }
  }

  @Override
  public int written() {
    return inner.written();
  }

  @Override
  public boolean saysUsage() {
    return inner.saysUsage();
  }
}
