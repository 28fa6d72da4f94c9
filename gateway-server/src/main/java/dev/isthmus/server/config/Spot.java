package dev.isthmus.server.config;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** A place in the file. Units: counted from 1. */
record Spot(int line, int column) {

  static final Spot TOP = new Spot(1, 1);

  static Spot of(Node node) {
    return of(node.getStartMark());
  }

  static Spot of(Mark mark) {
    return new Spot(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
