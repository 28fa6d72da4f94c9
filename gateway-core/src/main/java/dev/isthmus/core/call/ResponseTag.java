package dev.isthmus.core.call;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a provider's own id of a response that it stores, wherever a caller sees that
 * id: it names the deployment, and the caller to whom the response was given.
 *
 * <p>Shape: {@code resp_gw1}, eight characters for the deployment, eight for the caller, {@code _};
 * always {@value #LENGTH} characters, so that exactly one is taken off again whatever follows. Both
 * are short hashes of names in the configuration: every replica makes the same, and none is kept.
 *
 * <p>Threads: any; pure.
 */
public final class ResponseTag {
  /** Characters of a tag. */
  public static final int LENGTH = 25;

  private static final String MARK = "resp_gw1";
  private static final int NAME_LENGTH = 8;
  private static final int CALLER_START = MARK.length() + NAME_LENGTH;
  private static final int BITS_PER_LETTER = 5;
  private static final int NAME_BYTES = NAME_LENGTH * BITS_PER_LETTER / Byte.SIZE;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LAST_LETTER = LETTERS.length() - 1;

  /** An id that can stand in JSON and in a path as it is. */
  private static final Pattern TAGGED = Pattern.compile(MARK + "[a-z2-7]{16}_[A-Za-z0-9_-]{1,200}");

  private ResponseTag() {}

  /** The tag of what {@code deployment} stores for {@code caller}. */
  public static String of(String deployment, String caller) {
    return MARK + ofDeployment(deployment) + ofCaller(caller) + "_";
  }

  /** The part of a tag that names a deployment. */
  public static String ofDeployment(String name) {
    return letters("deployment\n" + name);
  }

  /** The part of a tag that names a caller. */
  public static String ofCaller(String name) {
    return letters("caller\n" + name);
  }

  /**
   * The part of {@code id}'s tag that names its deployment, or null where it has no tag, or one
   * that was given to another than {@code caller}.
   */
  public static @Nullable String deploymentIn(String id, String caller) {
    boolean theirs = TAGGED.matcher(id).matches() && id.startsWith(ofCaller(caller), CALLER_START);
    return theirs ? id.substring(MARK.length(), CALLER_START) : null;
  }

  /** What the provider calls the response whose tagged {@code id} this is. */
  public static String withoutTag(String id) {
    return id.substring(LENGTH);
  }

  private static String letters(String text) {
    byte[] hash = sha256(text.getBytes(StandardCharsets.UTF_8));
    long bits = 0;
    for (int i = 0; i < NAME_BYTES; i++) {
      bits = bits << Byte.SIZE | (hash[i] & 0xFF);
    }
    StringBuilder letters = new StringBuilder(NAME_LENGTH);
    for (int i = NAME_LENGTH - 1; i >= 0; i--) {
      letters.append(LETTERS.charAt((int) (bits >> (i * BITS_PER_LETTER)) & LAST_LETTER));
    }
    return letters.toString();
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no SHA-256", e);
    }
  }
}
