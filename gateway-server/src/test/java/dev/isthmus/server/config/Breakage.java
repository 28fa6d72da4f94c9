package dev.isthmus.server.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One way to break the good file: other text in one place, and the field that must be complained
 * about, in which line.
 */
record Breakage(String kind, int from, int to, String text, String path, int line) {

  private static final Pattern MEASURE =
      Pattern.compile("-?[0-9]+(\\.[0-9]+)?(ms|s|m|h|B|KiB|MiB|GiB)?|true|false");

  String apply(String file) {
    return file.substring(0, from) + text + file.substring(to);
  }

  boolean found(List<ConfigProblem> problems) {
    return problems.stream().anyMatch(one -> one.line() == line && one.path().startsWith(path));
  }

  @Override
  public String toString() {
    return kind + " at " + path + " in line " + line;
  }

  /** Every place of {@code file} broken in every way that fits it. */
  static List<Breakage> all(String file) {
    var found = new ArrayList<Breakage>();
    Node root = new Yaml(new LoaderOptions()).compose(new StringReader(file));
    visit(root, "", found);
    return found;
  }

  private static void visit(Node node, String path, List<Breakage> found) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = ((ScalarNode) tuple.getKeyNode()).getValue();
        key(tuple.getKeyNode(), path, key, found);
        visit(tuple.getValueNode(), path.isEmpty() ? key : path + "." + key, found);
      }
    } else if (node instanceof SequenceNode sequence) {
      int index = 0;
      for (Node element : sequence.getValue()) {
        visit(element, path + "[" + index++ + "]", found);
      }
    } else {
      value((ScalarNode) node, path, found);
    }
  }

  private static void key(Node node, String parent, String key, List<Breakage> found) {
    boolean freeName =
        parent.equals("providers") || parent.equals("models") || parent.equals("routes");
    if (!freeName) {
      String path = parent.isEmpty() ? key + "x" : parent + "." + key + "x";
      found.add(at(node, "misspelt key", key + "x", path));
      found.add(at(node, "foreign key", "zzzzz", parent.isEmpty() ? "zzzzz" : parent + ".zzzzz"));
    } else {
      found.add(at(node, "bad name", "\"a b\"", parent));
    }
  }

  private static void value(ScalarNode node, String path, List<Breakage> found) {
    found.add(at(node, "list for a value", "[1]", path));
    found.add(at(node, "section for a value", "{zzz: 1}", path));
    found.add(at(node, "nothing", "~", path));
    found.add(at(node, "empty text", "\"\"", path));
    found.add(at(node, "unset variable", "\"${NOT_SET}\"", path));
    found.add(at(node, "missing file", "\"file:nowhere:\\u0001\"", path));
    if (MEASURE.matcher(node.getValue()).matches()) {
      found.add(at(node, "negative", "-7", path));
      found.add(at(node, "word for a number", "soon", path));
      found.add(at(node, "too large", "99999999999999999999", path));
      found.add(at(node, "no number", ".nan", path));
    }
  }

  private static Breakage at(Node node, String kind, String text, String path) {
    int from = node.getStartMark().getIndex();
    int to = node.getEndMark().getIndex();
    return new Breakage(kind, from, to, text, path, node.getStartMark().getLine() + 1);
  }
}
