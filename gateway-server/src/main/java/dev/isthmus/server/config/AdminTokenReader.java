package dev.isthmus.server.config;

import dev.isthmus.server.config.AdminConfig.AdminToken;
import dev.isthmus.server.config.AdminConfig.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code admin.tokens}. A token is hashed here, and nothing behind this class sees it. */
final class AdminTokenReader {
  private AdminTokenReader() {}

  static List<AdminToken> read(Section admin) {
    var tokens = new ArrayList<AdminToken>();
    if (!admin.has("tokens")) {
      return tokens;
    }
    for (Section section : admin.sections("tokens", Keys.ADMIN_TOKEN)) {
      AdminToken token = token(section);
      if (token != null) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  private static @Nullable AdminToken token(Section section) {
    String name = section.get("name", Formats.NAMES);
    if (section.has("name") && !name.equals(Formats.NAMES.placeholder())) {
      section
          .reading()
          .names()
          .declareOnce(Names.Kind.ADMIN, name, section.spot("name"), section.path() + ".name");
    }
    String hash = HashedKey.read(section, "token", Names.Kind.ADMIN_TOKEN);
    Role role = section.get("role", Formats.choice(Role.class));
    return section.make(() -> new AdminToken(name, hash, role));
  }
}
