package dev.isthmus.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Which gateway runs on which configuration, as JSON. */
final class VersionJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private VersionJson() {}

  static String of(VersionView view) {
    ObjectNode root = JSON.createObjectNode();
    root.put("gateway", view.gateway());
    root.put("java", Runtime.version().toString());
    root.put("configuration", view.configuration());
    root.put("generation", view.generation());
    root.put("loaded_at", Instant.ofEpochMilli(view.loadedAtMillis()).toString());
    root.put("file", view.file());
    view.patchedRoutes().forEach(root.withArray("patched_routes")::add);
    VersionView.LastReload last = view.lastReload();
    if (last != null) {
      ObjectNode node = root.putObject("last_reload");
      node.put("at", Instant.ofEpochMilli(last.atMillis()).toString());
      node.put("trigger", last.trigger());
      node.put("result", last.result());
      node.put("file_version", last.version());
      last.faults().forEach(fault -> Page.fault(node.withArray("problems").addObject(), fault));
    }
    return root.toPrettyString() + "\n";
  }
}
