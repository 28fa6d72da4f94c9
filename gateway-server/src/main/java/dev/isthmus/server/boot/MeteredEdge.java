package dev.isthmus.server.boot;

import dev.isthmus.core.observe.EdgeMeters;
import dev.isthmus.server.http.EdgeEvents;
import dev.isthmus.server.http.Refusal;

/** Hands what the edge tells to the meters. */
record MeteredEdge(EdgeMeters meters) implements EdgeEvents {

  @Override
  public void connectionOpened() {
    meters.opened();
  }

  @Override
  public void connectionClosed() {
    meters.closed();
  }

  @Override
  public void refused(Refusal why) {
    meters.refused(why);
  }

  @Override
  public void cut(Cut why) {
    meters.cut(why);
  }
}
