package dev.isthmus.core.dialect.converse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Ids of tool calls as Converse allows them: 1 to 64 letters, digits and {@code _ . : -}. */
final class ConverseToolId {
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");

  /** Enough that two ids of one conversation never meet. */
  private static final int DIGEST_BYTES = 20;

  private ConverseToolId() {}

  /** {@code id} itself, or a name that depends on nothing else: a call and its result agree. */
  static String of(String id) {
    if (ALLOWED.matcher(id).matches()) {
      return id;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return "id_" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
