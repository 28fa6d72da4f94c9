package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;

/** An answer that is one document and known from the start. */
record ReadyScript(JsonNode whole) implements Script {

  @Override
  public Framing framing() {
    return Framing.WHOLE;
  }

  @Override
  public void open(EventOut out) {}

  @Override
  public boolean step(EventOut out, int tokens) {
    return false;
  }

  @Override
  public void close(EventOut out) {}

  @Override
  public int written() {
    return 0;
  }

  @Override
  public boolean saysUsage() {
    return true;
  }
}
