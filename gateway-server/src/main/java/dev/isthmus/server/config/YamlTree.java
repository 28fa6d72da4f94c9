package dev.isthmus.server.config;

import java.io.StringReader;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Parses YAML to nodes that know their lines; constructs nothing.
 *
 * <p>Errors: go to {@link Problems}. Anchors, aliases and tags are refused: a file means what it
 * says, and cannot grow while it is read.
 */
final class YamlTree {

  private static final int DEEPEST = 16;

  private YamlTree() {}

  /** The document's root, or null where nothing can be read from it. */
  static @Nullable MappingNode parse(String text, Problems problems) {
    try {
      refuseCleverness(text, problems);
      return root(text, problems);
    } catch (MarkedYAMLException e) {
      // Not its message, which quotes the line, and with it perhaps a secret.
      Mark mark = e.getProblemMark();
      String problem = e.getProblem() == null ? "cannot be read" : e.getProblem();
      problems.error(mark == null ? Spot.TOP : Spot.of(mark), "", "YAML: " + problem);
    } catch (ReaderException e) {
      problems.error(spotOf(text, e.getPosition()), "", "YAML: a character that is not allowed");
    } catch (YAMLException e) {
      problems.error(Spot.TOP, "", "YAML: nested or repeated beyond any sense");
    }
    return null;
  }

  private static @Nullable MappingNode root(String text, Problems problems) {
    Iterator<Node> documents = yaml(text).composeAll(new StringReader(text)).iterator();
    Node root = documents.hasNext() ? documents.next() : null;
    if (root instanceof MappingNode mapping) {
      return mapping;
    }
    problems.error(root == null ? Spot.TOP : Spot.of(root), "", "not a section (expected: keys)");
    return null;
  }

  private static void refuseCleverness(String text, Problems problems) {
    int documents = 0;
    for (Event event : yaml(text).parse(new StringReader(text))) {
      Spot spot = Spot.of(event.getStartMark());
      if (event instanceof DocumentStartEvent && ++documents > 1) {
        problems.error(spot, "", "a second document (expected: one)");
      } else if (event instanceof AliasEvent) {
        problems.error(spot, "", "an alias (expected: the value itself)");
      } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
        problems.error(spot, "", "an anchor (expected: none)");
      }
      if (tag(event) != null) {
        problems.error(spot, "", "a tag (expected: none)");
      }
    }
  }

  private static @Nullable String tag(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag();
    }
    return event instanceof CollectionStartEvent collection ? collection.getTag() : null;
  }

  private static Yaml yaml(String text) {
    var options = new LoaderOptions();
    options.setCodePointLimit(text.length() + 1);
    options.setNestingDepthLimit(DEEPEST);
    options.setAllowDuplicateKeys(false);
    return new Yaml(options);
  }

  private static Spot spotOf(String text, int position) {
    String before = text.substring(0, Math.min(Math.max(position, 0), text.length()));
    int line = (int) before.chars().filter(letter -> letter == '\n').count() + 1;
    return new Spot(line, before.length() - before.lastIndexOf('\n'));
  }
}
